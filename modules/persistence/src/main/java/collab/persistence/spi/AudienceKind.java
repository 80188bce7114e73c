package collab.persistence.spi;

import collab.domain.Audience;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import java.util.List;
import java.util.OptionalLong;

/** The forms of an {@link Audience} as the log stores them: a number that never changes its meaning, and an id. */
public enum AudienceKind {
    LISTED(0),
    CHANNEL(1),
    WORKSPACE(2),
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

    /** The id beside the code; none for listed users, who have rows of their own. */
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

    /** @param listed the rows of a listed audience */
    public static Audience audience(int code, OptionalLong id, List<UserId> listed) {
        return switch (values()[code]) {
            case LISTED -> new Audience.Listed(listed);
            case CHANNEL -> new Audience.OfChannel(new ChannelId(id.orElseThrow()));
            case WORKSPACE -> new Audience.OfWorkspace(new WorkspaceId(id.orElseThrow()));
            case PEERS -> new Audience.Peers(new UserId(id.orElseThrow()));
        };
    }
}
