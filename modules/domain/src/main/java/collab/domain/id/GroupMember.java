package collab.domain.id;

/** A member of a group: a user, or another group with all its members. */
public sealed interface GroupMember {
    record Person(UserId userId) implements GroupMember {}

    record Nested(GroupId groupId) implements GroupMember {}
}
