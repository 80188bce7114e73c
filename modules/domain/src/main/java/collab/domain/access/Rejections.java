package collab.domain.access;

import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.credential.Scope;
import collab.domain.id.ChannelId;
import collab.domain.id.GroupId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.util.Locale;

/**
 * The rejections that rules and queries share. An entity that the caller may not know of is rejected with exactly the
 * message for a missing entity, so these messages depend only on the requested id.
 */
public final class Rejections {
    private static final int QUOTED_MAX = 40;

    private Rejections() {}

    public static Rejection sessionEnded() {
        return new Rejection(Reason.SESSION_ENDED, "the session has ended; log in again");
    }

    public static Rejection noUser(UserId id) {
        return new Rejection(Reason.USER_NOT_FOUND, "there is no user " + id + " here");
    }

    public static Rejection noGroup(GroupId id) {
        return new Rejection(Reason.GROUP_NOT_FOUND, "there is no group " + id + " here");
    }

    public static Rejection noWorkspace(WorkspaceId id) {
        return new Rejection(Reason.WORKSPACE_NOT_FOUND, "there is no workspace " + id + " here");
    }

    public static Rejection noChannel(ChannelId id) {
        return new Rejection(Reason.CHANNEL_NOT_FOUND, "there is no channel " + id + " here");
    }

    public static Rejection noMessage(MessageId id) {
        return new Rejection(Reason.MESSAGE_NOT_FOUND, "there is no message " + id + " here");
    }

    public static Rejection noInvitation() {
        return new Rejection(Reason.INVITATION_NOT_FOUND, "there is no such invitation here");
    }

    public static Rejection linkInvalid() {
        return new Rejection(
                Reason.LINK_INVALID, "the link was used before, has expired or is not a link of this server");
    }

    /** For callers who may read the channel. */
    public static Rejection parentDeleted(MessageId id) {
        return new Rejection(
                Reason.MESSAGE_NOT_FOUND,
                "message " + id + " was deleted; its thread can be read, but accepts no more replies");
    }

    /** @param what the action and who may do it, as one sentence */
    public static Rejection denied(String what) {
        return new Rejection(Reason.PERMISSION_DENIED, what);
    }

    public static Rejection scopeMissing(Scope scope) {
        return new Rejection(
                Reason.SCOPE_MISSING,
                "the access token does not have the scope " + scope.name().toLowerCase(Locale.ROOT)
                        + (scope == Scope.ACCOUNT ? ", which no access token has; sign in" : "; use another token"));
    }

    public static Rejection personNeeded() {
        return denied("only a person can do this, not the server itself");
    }

    public static Rejection membersOnly(ChannelId id) {
        return denied("only members of channel " + id + " may do this");
    }

    public static Rejection addsNoPeople(ChannelId id) {
        return denied("only members of channel " + id + " who are not guests may add people");
    }

    public static Rejection archived(ChannelId id) {
        return new Rejection(Reason.CHANNEL_ARCHIVED, "channel " + id + " is archived; it can be read and left");
    }

    public static Rejection directFixed(ChannelId id) {
        return new Rejection(
                Reason.DIRECT_MESSAGE_FIXED,
                "channel " + id + " is a direct message: its name, members and roles cannot change");
    }

    public static Rejection notInWorkspace(UserId user, WorkspaceId workspace) {
        return new Rejection(
                Reason.NOT_A_WORKSPACE_MEMBER, "user " + user + " is not a member of workspace " + workspace);
    }

    public static Rejection nameTaken(String name) {
        return new Rejection(Reason.NAME_TAKEN, "the name " + quoted(name) + " is already used; choose another name");
    }

    public static Rejection adminEverywhere(WorkspaceId workspace) {
        return invalid("right admin was limited to workspace " + workspace
                + "; it holds everywhere or not at all (workspace_admin can be limited)");
    }

    public static Rejection deactivated(UserId user) {
        return invalid("user " + user + " is deactivated; expected an active user");
    }

    public static Rejection invalid(String detail) {
        return new Rejection(Reason.INVALID_VALUE, detail);
    }

    /**
     * The beginning of the input, safe to print: characters that could steer a terminal or change the direction of text
     * are escaped.
     */
    public static String quoted(String value) {
        StringBuilder shown = new StringBuilder("\"");
        value.codePoints().limit(QUOTED_MAX).forEach(point -> {
            if (InputValidation.steers(point) || Character.getType(point) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return shown.append(value.codePointCount(0, value.length()) > QUOTED_MAX ? "…\"" : "\"")
                .toString();
    }
}
