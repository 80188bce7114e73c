package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.Entity;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.ReadState;
import collab.domain.rules.MessageAccess.Membership;
import collab.domain.rules.MessageAccess.TargetMessage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Rules for sending, editing, deleting and pinning messages; decides every command about messages. */
record MessageRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfMessage command) {
        return switch (command) {
            case Command.SendMessage send ->
                access().member(send.channelId())
                        .and(MessageAccess::unarchived)
                        .then(membership -> InputValidation.text(send.text())
                                .then(text -> parent(membership, send.parentId())
                                        .then(parent -> send(membership, text, parent))));
            case Command.UpdateMessage update ->
                access().writable(update.messageId()).then(target -> edit(target, update.text()));
            case Command.DeleteMessage delete ->
                policy.messageOrRejection(delete.messageId()).then(this::delete);
            case Command.React react ->
                access().writable(react.messageId())
                        .then(target -> InputValidation.emoji(react.emoji())
                                .then(emoji -> reactions().react(target, emoji)));
            case Command.Unreact unreact ->
                access().writable(unreact.messageId())
                        .then(target -> InputValidation.emoji(unreact.emoji())
                                .then(emoji -> reactions().unreact(target, emoji)));
            case Command.ToggleReaction toggle ->
                access().writable(toggle.messageId())
                        .then(target -> InputValidation.emoji(toggle.emoji())
                                .then(emoji -> target.reacted(emoji)
                                        ? reactions().unreact(target, emoji)
                                        : reactions().react(target, emoji)));
            case Command.PinMessage pin -> access().writable(pin.messageId()).then(target -> pin(target, true));
            case Command.UnpinMessage unpin ->
                access().writable(unpin.messageId()).then(target -> pin(target, false));
            case Command.ImportMessages bring -> new ImportRules(policy, context).decide(bring);
            case Command.ImportConversation bring -> new ImportRules(policy, context).decide(bring);
            case Command.MarkMentionsRead mark ->
                access().member(mark.channelId())
                        .then(membership -> readStates().markMentionsRead(membership, mark.messageId()));
            case Command.MarkRead mark ->
                access().member(mark.channelId())
                        .then(membership -> readStates().markRead(membership, mark.messageId(), mark.seenVer()));
            case Command.FollowThread follow -> threads().follow(follow.parentId(), follow.following());
            case Command.MarkThreadRead mark -> threads().markRead(mark.parentId(), mark.messageId(), mark.seenVer());
        };
    }

    private MessageAccess access() {
        return new MessageAccess(policy);
    }

    private ReactionRules reactions() {
        return new ReactionRules(context);
    }

    private ReadStateRules readStates() {
        return new ReadStateRules(policy, context);
    }

    private MessageAddressing addressing() {
        return new MessageAddressing(policy);
    }

    private ThreadRules threads() {
        return new ThreadRules(policy, context);
    }

    // ---- Sending ----

    private Validated<Optional<Message>> parent(Membership membership, Optional<MessageId> id) {
        if (id.isEmpty()) {
            return new Validated.Passed<>(Optional.empty());
        }
        return access().parent(membership, id.get())
                .and(parent -> Validated.of(
                        Optional.of(parent),
                        parent.parentId().isEmpty(),
                        () -> new Rejection(
                                Reason.REPLY_TO_REPLY,
                                "message " + parent.id() + " is itself a reply; reply to the message it answers")));
    }

    private Decision send(Membership membership, String text, Optional<Message> parent) {
        return addressing()
                .addressed(text)
                .then(addressed -> addressing().named(membership, addressed).then(named -> {
                    EventBuilder events = new EventBuilder(context);
                    Optional<Broadcast> broadcast =
                            parent.isEmpty() ? addressing().broadcast(membership, addressed) : Optional.empty();
                    List<UserId> joining = parent.map(answered -> threads().joining(membership, answered, named))
                            .orElse(List.of());
                    if (!joining.isEmpty()) {
                        events.add(followed(parent.orElseThrow(), joining));
                    }
                    Message message = announce(events, membership, text, parent, named, broadcast);
                    if (parent.isPresent()) {
                        addressThread(events, message, parent.get(), joining);
                        return events.accepted(message);
                    }
                    long broadcastNo = address(events, membership, message);
                    clearOwnMentions(events, membership, message, broadcastNo);
                    return events.accepted(message);
                }));
    }

    private static Event followed(Message parent, List<UserId> joining) {
        return new Event.ThreadFollowed(parent.id(), parent.channelId(), parent.lastReplyNo(), joining);
    }

    /** @param joining the users who follow since this reply: it is their first unread mention in the thread */
    private void addressThread(EventBuilder events, Message reply, Message parent, List<UserId> joining) {
        Message.Replies replies =
                new Message.Replies(parent.replyCount() + 1, reply.replyNo().orElseThrow(), Optional.of(context.now()));
        events.add(new Event.ThreadUpdated(parent.id(), parent.channelId(), replies));
        for (UserId receiver : reply.mentions()) {
            int before = joining.contains(receiver) ? 0 : threads().mentionsBefore(receiver, parent);
            int inChannel =
                    policy.world().readState(receiver, reply.channelId()).mentions();
            events.add(new Event.MentionCreated(Mention.in(reply), receiver, inChannel, OptionalInt.of(before + 1)));
        }
        threads().clearOwnMentions(events, reply, parent);
    }

    private Message announce(
            EventBuilder events,
            Membership membership,
            String text,
            Optional<Message> parent,
            List<UserId> named,
            Optional<Broadcast> broadcast) {
        long lastNo = membership.channel().lastNo() + (parent.isEmpty() ? 1 : 0);
        Message message = new Message(
                new Message.Identity(
                        context.ids().newMessage(),
                        parent.isEmpty() ? OptionalLong.of(lastNo) : OptionalLong.empty(),
                        membership.channel().id(),
                        membership.user(),
                        parent.map(Message::id),
                        parent.map(answered -> OptionalLong.of(answered.lastReplyNo() + 1))
                                .orElse(OptionalLong.empty()),
                        context.now()),
                new Message.Content(text, named, broadcast, Optional.empty()),
                false,
                List.of(),
                Message.Replies.NONE,
                events.next());
        events.add(new Event.MessageCreated(message, lastNo));
        return message;
    }

    /**
     * Adds one notification per recipient: a user whom a message to the whole channel names is notified once, with all
     * others.
     */
    private long address(EventBuilder events, Membership membership, Message message) {
        boolean all = message.broadcast().equals(Optional.of(Broadcast.CHANNEL));
        Mention mention = Mention.in(message);
        long broadcastNo = membership.channel().broadcastNo() + (all ? 1 : 0);
        if (!all) {
            for (UserId receiver : message.mentions()) {
                int unread =
                        policy.world().readState(receiver, message.channelId()).mentions() + 1;
                events.add(new Event.MentionCreated(mention, receiver, unread, OptionalInt.empty()));
            }
        }
        message.broadcast().ifPresent(reach -> events.add(new Event.BroadcastCreated(mention, reach, broadcastNo)));
        return broadcastNo;
    }

    /**
     * A message moves its author's read state without an event; that mentions were read with it needs an event.
     *
     * @param broadcastNo the channel's number with this message
     */
    private void clearOwnMentions(EventBuilder events, Membership membership, Message message, long broadcastNo) {
        ReadState state = policy.world().readState(message.userId(), message.channelId());
        if (state.mentions() > 0
                || state.readBroadcastNo() < membership.channel().broadcastNo()) {
            events.add(new Event.ReadStateChanged(state.read(
                    new ReadState.Position(
                            Optional.of(message.id()), message.no().orElseThrow(), broadcastNo),
                    0,
                    events.next())));
        }
    }

    // ---- Editing and deleting ----

    private Decision edit(TargetMessage target, String wanted) {
        Message message = target.message();
        if (!message.userId().equals(target.membership().user())) {
            return EventBuilder.rejected(Rejections.denied("only its author may edit message " + message.id()));
        }
        if (wanted.equals(message.text())) {
            return EventBuilder.unchanged(message);
        }
        return InputValidation.text(wanted)
                .then(text -> addressing()
                        .addressed(text)
                        .then(addressed -> addressing()
                                .named(target.membership(), addressed)
                                .then(named -> edited(target, text, named, addressed))));
    }

    private Decision edited(
            TargetMessage target, String text, List<UserId> named, MessageAddressing.Addressed addressed) {
        Message message = target.message();
        EventBuilder events = new EventBuilder(context);
        Optional<Broadcast> broadcast = message.parentId().isEmpty()
                ? addressing().broadcast(target.membership(), addressed)
                : Optional.empty();
        return events.accepted(events.change(
                ver -> message.edited(text, named, broadcast, context.now(), ver),
                edited -> new Event.MessageUpdated(
                        edited, target.membership().channel().lastNo())));
    }

    /** Also in archived channels, because unwanted content must be removable there too. */
    private Decision delete(Message message) {
        return policy.channelOrRejection(message.channelId()).then(channel -> {
            if (!mayDelete(message, channel)) {
                return EventBuilder.rejected(Rejections.denied(
                        "only its author, owners and administrators may delete message " + message.id()));
            }
            Event.MessageDeleted deletion = new Event.MessageDeleted(
                    message.id(),
                    message.channelId(),
                    message.no(),
                    policy.world().broadcastNo(message.id()),
                    message.parentId(),
                    message.replyNo());
            EventBuilder events = new EventBuilder(context).add(deletion);
            Optional<Message> parent =
                    message.parentId().flatMap(id -> MessageAccess.withTombstone(policy.world(), id));
            parent.ifPresent(answered -> events.add(unanswered(answered, message)));
            for (UserId named : policy.world().mentioned(message.id())) {
                parent.ifPresentOrElse(
                        answered -> threads().forgetMention(events, deletion, answered, named),
                        () -> forgetMention(events, deletion, named));
            }
            parent.ifPresentOrElse(
                    answered -> threads().keepOwnRead(events, deletion, answered, message.userId()),
                    () -> readStates().keepOwnRead(events, deletion, message.userId()));
            return events.accepted(Entity.NONE);
        });
    }

    /**
     * A deleted parent keeps the number of its remaining replies. Earlier releases did not keep it: a number that they stored can
     * be too low.
     */
    private Event unanswered(Message parent, Message reply) {
        Message.Replies replies = new Message.Replies(
                Math.max(0, parent.replyCount() - 1),
                parent.lastReplyNo(),
                policy.world().lastReplyAt(parent.id(), reply.id()));
        return new Event.ThreadUpdated(parent.id(), parent.channelId(), replies);
    }

    private boolean mayDelete(Message message, Channel channel) {
        boolean member = policy.roleIn(channel.id()).isPresent();
        boolean workspaceOwner = policy.ownsWorkspace(channel.workspaceId());
        return policy.person().isEmpty()
                || workspaceOwner
                || (member && (policy.is(message.userId()) || policy.owns(channel)));
    }

    private void forgetMention(EventBuilder events, Event.MessageDeleted deletion, UserId named) {
        ReadState state = policy.world().readState(named, deletion.channelId());
        boolean unread = state.lastRead()
                .filter(lastRead -> lastRead.compareTo(deletion.messageId()) >= 0)
                .isEmpty();
        if (unread) {
            ReadState changed = state.mentioned(state.mentions() - 1, events.next());
            events.add(
                    new Event.ReadStateChanged(changed, readStates().deletedWith(deletion, named, changed.position())));
        }
    }

    // ---- Pins ----

    private Decision pin(TargetMessage target, boolean pinned) {
        Message message = target.message();
        if (message.pinned() == pinned) {
            return EventBuilder.unchanged(message);
        }
        if (pinned && policy.world().pins(message.channelId()) >= DomainLimits.PINS_PER_CHANNEL_MAX) {
            return EventBuilder.rejected(new Rejection(
                    Reason.TOO_MANY_PINS,
                    "channel " + message.channelId() + " has " + DomainLimits.PINS_PER_CHANNEL_MAX
                            + " pins, which is the most; unpin one first"));
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(events.change(
                ver -> message.pinned(pinned, ver),
                changed -> new Event.MessagePinUpdated(changed.id(), changed.channelId(), pinned)));
    }
}
