package collab.persistence.spi;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.util.List;
import java.util.OptionalLong;

/** The kinds of an {@link Audience} as the log stores them: a code whose meaning never changes, and an id. */
public enum AudienceKind {
    /** Listed users; they have rows in {@code event_recipient}. */
    LISTED(0),
    /** The members of a channel. */
    CHANNEL(1),
    /** The members of a workspace. */
    WORKSPACE(2),
    /** The users who share a workspace with a user, and that user. */
    PEERS(3);

    private final int code;

    AudienceKind(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static AudienceKind of(Audience audience) {
        return switch (audience) {
            case Audience.Listed _ -> LISTED;
            case Audience.OfChannel _ -> CHANNEL;
            case Audience.OfWorkspace _ -> WORKSPACE;
            case Audience.Peers _ -> PEERS;
        };
    }

    /** Returns the id that is stored with the code: of the channel, workspace or user; empty for listed users. */
    public static OptionalLong id(Audience audience) {
        return switch (audience) {
            case Audience.Listed _ -> OptionalLong.empty();
            case Audience.OfChannel channel ->
                OptionalLong.of(channel.channelId().value());
            case Audience.OfWorkspace workspace ->
                OptionalLong.of(workspace.workspaceId().value());
            case Audience.Peers peers -> OptionalLong.of(peers.userId().value());
        };
    }

    /**
     * Restores an audience from its columns.
     *
     * @param listed the users of a listed audience
     */
    public static Audience audience(int code, OptionalLong id, List<UserId> listed) {
        return switch (values()[code]) {
            case LISTED -> new Audience.Listed(listed);
            case CHANNEL -> new Audience.OfChannel(new ChannelId(id.orElseThrow()));
            case WORKSPACE -> new Audience.OfWorkspace(new WorkspaceId(id.orElseThrow()));
            case PEERS -> new Audience.Peers(new UserId(id.orElseThrow()));
        };
    }
}
