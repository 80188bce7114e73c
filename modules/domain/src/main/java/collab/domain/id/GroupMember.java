package collab.domain.id;

/** Who can be in a group: a person, or another group with everybody in it. */
public sealed interface GroupMember {
    record Person(UserId userId) implements GroupMember {}

    record Nested(GroupId groupId) implements GroupMember {}
}
