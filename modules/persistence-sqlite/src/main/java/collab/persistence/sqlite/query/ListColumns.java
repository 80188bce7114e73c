package collab.persistence.sqlite.query;

import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.model.Reaction;
import collab.persistence.spi.EntityEncoder;
import collab.wire.event.v2.MessageReacted;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists that one column stores: ids as text with commas, reactions as bytes of a {@code MessageReacted}. */
public final class ListColumns {
    private ListColumns() {}

    public static String userIds(List<UserId> users) {
        return users.stream().map(UserId::toString).collect(Collectors.joining(","));
    }

    /** The column of a list that may be empty: an empty list is stored as NULL. */
    public static Optional<String> optionalUserIds(List<UserId> users) {
        return users.isEmpty() ? Optional.empty() : Optional.of(userIds(users));
    }

    /** The column of a list of reactions: an empty list is stored as NULL. */
    public static Optional<byte[]> optionalReactions(List<Reaction> reactions) {
        return reactions.isEmpty()
                ? Optional.empty()
                : Optional.of(MessageReacted.newBuilder()
                        .addAllReactions(EntityEncoder.reactions(reactions))
                        .build()
                        .toByteArray());
    }

    /** The column of a list of channels: an empty list is stored as NULL. */
    public static Optional<String> optionalChannelIds(List<ChannelId> channels) {
        return channels.isEmpty()
                ? Optional.empty()
                : Optional.of(channels.stream().map(ChannelId::toString).collect(Collectors.joining(",")));
    }

    /** The column of a set of constants, in their order. */
    public static <E extends Enum<E>> String constants(Set<E> constants) {
        return constants.stream().sorted().map(Enum::name).collect(Collectors.joining(","));
    }

    static <E extends Enum<E>> Set<E> constants(String column, Class<E> type) {
        return Arrays.stream(column.split(",", -1))
                .map(name -> Enum.valueOf(type, name))
                .collect(Collectors.toUnmodifiableSet());
    }

    static List<ChannelId> channelIds(String column) {
        return Arrays.stream(column.split(",", -1))
                .map(id -> new ChannelId(Long.parseLong(id)))
                .toList();
    }

    static List<UserId> userIds(String column) {
        return Arrays.stream(column.split(",", -1))
                .map(id -> new UserId(Long.parseLong(id)))
                .toList();
    }

    static List<Reaction> reactions(byte[] column) {
        try {
            return MessageReacted.parseFrom(column).getReactionsList().stream()
                    .map(reaction -> new Reaction(
                            reaction.getEmoji(),
                            reaction.getUserIdsList().stream().map(UserId::new).toList()))
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the reactions of a message cannot be read", e);
        }
    }
}
