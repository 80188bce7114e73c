package collab.rpc.methods;

import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.Message;
import collab.domain.model.User;
import collab.persistence.Snapshot.Version;
import collab.rpc.view.VisibleSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The texts of a message that a caller may see: the present one, and of the earlier ones those that the caller could have read. A text
 * that was edited away before the caller came is hidden. The author sees all.
 */
final class MessageHistory {
    private MessageHistory() {}

    /** @param message a message that the caller can read */
    static List<Version> visible(VisibleSnapshot visible, Message message) {
        List<Version> versions = visible.snapshot().versions(message.id());
        if (visible.access().is(message.userId())) return versions;
        Channel channel = visible.channel(message.channelId());
        Instant since = readsSince(visible, channel).orElse(Instant.MIN);
        return IntStream.range(0, versions.size())
                .filter(i ->
                        i == versions.size() - 1 || versions.get(i + 1).at().isAfter(since))
                .mapToObj(versions::get)
                .toList();
    }

    /** A public channel is read by everyone in the workspace; another one since the caller's membership began. */
    private static Optional<Instant> readsSince(VisibleSnapshot visible, Channel channel) {
        UserId caller = visible.access().person().orElseThrow();
        boolean browsed =
                channel.kind() == ChannelKind.PUBLIC && visible.access().browses(channel.workspaceId());
        return browsed
                ? visible.snapshot().user(caller).map(User::createdAt)
                : member(visible, channel, caller).map(ChannelMember::joinedAt);
    }

    private static Optional<ChannelMember> member(VisibleSnapshot visible, Channel channel, UserId user) {
        Optional<UserId> before = user.value() == 1 ? Optional.empty() : Optional.of(new UserId(user.value() - 1));
        return visible.snapshot().channelMembers(channel.id(), before, 1).stream()
                .filter(member -> member.userId().equals(user))
                .findFirst();
    }
}
