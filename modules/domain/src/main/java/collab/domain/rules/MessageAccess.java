package collab.domain.rules;

import collab.domain.World;
import collab.domain.access.AccessPolicy;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Channel;
import collab.domain.model.Message;
import java.util.Optional;

/** Finds messages and channels for the rules of messages, and checks that the caller is a member who may write. */
record MessageAccess(AccessPolicy policy) {
    /** A member and the channel. */
    record Membership(Channel channel, UserId user) {}

    /** A message and a member of its channel. */
    record TargetMessage(Message message, Membership membership) {
        boolean reacted(String emoji) {
            return message.reactions().stream()
                    .filter(reaction -> reaction.emoji().equals(emoji))
                    .anyMatch(reaction -> reaction.userIds().contains(membership.user()));
        }
    }

    Validated<Membership> member(ChannelId id) {
        return policy.personOrRejection()
                .and(user -> policy.channelOrRejection(id)
                        .and(channel -> Validated.of(
                                new Membership(channel, user),
                                policy.roleIn(id).isPresent(),
                                () -> Rejections.membersOnly(id))));
    }

    static Validated<Membership> unarchived(Membership membership) {
        return Validated.of(
                membership,
                !membership.channel().archived(),
                () -> Rejections.archived(membership.channel().id()));
    }

    Validated<TargetMessage> writable(MessageId id) {
        return policy.messageOrRejection(id)
                .and(message -> member(message.channelId())
                        .and(MessageAccess::unarchived)
                        .and(membership -> new Validated.Passed<>(new TargetMessage(message, membership))));
    }

    Validated<Message> inChannel(Membership membership, MessageId id) {
        return Validated.of(
                policy.world()
                        .message(id)
                        .filter(message ->
                                message.channelId().equals(membership.channel().id())),
                () -> Rejections.noMessage(id));
    }

    /** As {@link #inChannel}; a deleted message still marks a place in the channel. */
    Validated<MessageId> placeInChannel(Membership membership, MessageId id) {
        boolean deletedHere = policy.world()
                .deletedMessage(id)
                .filter(deleted -> deleted.message()
                        .channelId()
                        .equals(membership.channel().id()))
                .isPresent();
        return deletedHere
                ? new Validated.Passed<>(id)
                : inChannel(membership, id).and(_ -> new Validated.Passed<>(id));
    }

    /** The message, also when it was deleted: its replies remain. */
    static Optional<Message> withTombstone(World world, MessageId id) {
        return world.message(id)
                .or(() -> world.deletedMessage(id).map(Message.Tombstone::message));
    }

    /** The message that a reply answers. */
    Validated<Message> parent(Membership membership, MessageId id) {
        return Validated.of(
                policy.world()
                        .message(id)
                        .filter(message ->
                                message.channelId().equals(membership.channel().id())),
                () -> placeInChannel(membership, id) instanceof Validated.Passed<MessageId>
                        ? Rejections.parentDeleted(id)
                        : Rejections.noMessage(id));
    }
}
