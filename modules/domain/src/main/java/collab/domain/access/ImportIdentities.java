package collab.domain.access;

import collab.domain.World;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.SourceIdentity;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what an identity of an import's source refers to: what an earlier import created or found under this identity,
 * or, for an archive of this server, the entity itself. An archive of this server names its source {@code
 * collab:ID@MS}, the id and the time of creation of its workspace, and its people and channels by their ids.
 */
public record ImportIdentities(World world) {
    private static final Pattern OWN_SOURCE = Pattern.compile("collab:([1-9][0-9]{0,14})@([0-9]{1,15})");
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,14}");

    /** The source of an archive of this workspace. */
    public static String source(Workspace workspace) {
        return "collab:" + workspace.id() + "@" + workspace.createdAt().toEpochMilli();
    }

    public Optional<Workspace> workspace(String source, String key) {
        return world.importTarget(SourceIdentity.ofWorkspace(source, key))
                .flatMap(target -> world.workspace(new WorkspaceId(target.id())))
                .or(() -> own(source)
                        .filter(workspace -> key.equals(workspace.id().toString())));
    }

    public Optional<User> person(String source, String key) {
        return world.importTarget(SourceIdentity.ofPerson(source, key))
                .flatMap(target -> world.user(new UserId(target.id())))
                .or(() -> own(source)
                        .filter(_ -> ID.matcher(key).matches())
                        .flatMap(_ -> world.user(new UserId(Long.parseLong(key)))));
    }

    public Optional<Channel> channel(WorkspaceId workspace, String source, String key) {
        return world.importTarget(SourceIdentity.ofChannel(workspace, source, key))
                .flatMap(target -> world.channel(new ChannelId(target.id())))
                .or(() -> ownChannel(workspace, source, key));
    }

    /**
     * Whether a public channel of an archive with the same name may be imported into this one. Members of the workspace
     * read all public channels, but guests only those to which they were added.
     */
    public boolean joinable(Channel channel) {
        return channel.kind() == ChannelKind.PUBLIC
                && world.channelMembers(channel.id()).stream()
                        .noneMatch(member -> world.workspaceRole(channel.workspaceId(), member.userId())
                                .filter(WorkspaceRole.GUEST::equals)
                                .isPresent());
    }

    /** The workspace itself, when the source is a workspace of this server. */
    private Optional<Workspace> own(String source) {
        Matcher matcher = OWN_SOURCE.matcher(source);
        return matcher.matches()
                ? world.workspace(new WorkspaceId(Long.parseLong(matcher.group(1))))
                        .filter(workspace -> workspace.createdAt().toEpochMilli() == Long.parseLong(matcher.group(2)))
                : Optional.empty();
    }

    private Optional<Channel> ownChannel(WorkspaceId workspace, String source, String key) {
        return own(source)
                .filter(own -> own.id().equals(workspace) && ID.matcher(key).matches())
                .flatMap(_ -> world.channel(new ChannelId(Long.parseLong(key))))
                .filter(channel -> channel.workspaceId().equals(workspace));
    }
}
