package collab.domain.model;

/** What a command is about and what its reply shows. */
public sealed interface Entity permits User, Group, Workspace, Channel, Message, ReadState, Session, Entity.None {
    /** Nothing to show beyond the position. */
    record None() implements Entity {}

    None NONE = new None();
}
