package collab.e2e.judge;

/** The guarantees that the judge verifies. Each event of the log and each client of the run is compared. */
public enum JudgeRule {
    /** A client receives every event that its user is owed, up to the position to which it is complete. */
    MISSING,
    /** A client receives no event that its user is not owed, and none that is not in the log. */
    NOT_OWED,
    /** An event is received as the log contains it; only the text of a message that was deleted later may be empty. */
    CONTENT,
    /** A client receives no position twice on a socket, and none up to the position from which the socket resumed. */
    DOUBLED,
    /** A socket that is live and outside of faults receives an event in time. */
    LATE,
    /** A gateway rejects only positions that the log cannot continue. */
    RESUME,
    /** A client is refused finally only after the log revoked its login session. */
    STOPPED,
    /** The log is consistent: an event that must follow another one in the same commit follows it. */
    LOG,
    /** A log that loses committed positions begins a new epoch. */
    EPOCH,
    /** At rest, the state of a client equals the state that the server returns to a new client. */
    STATE,
    /** At rest, the users whom a client holds for online are those with an open socket whom it may see. */
    PRESENCE
}
