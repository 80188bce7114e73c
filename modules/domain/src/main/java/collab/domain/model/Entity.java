package collab.domain.model;

/** The subject of a command, which its reply shows. */
public sealed interface Entity
        permits User, Group, Workspace, Channel, Message, ReadState, Session, Invitation, Entity.None {
    /** There is nothing to show except the position. */
    record None() implements Entity {}

    None NONE = new None();
}
