package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.GroupGraph;
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
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import collab.domain.rules.MessageAccess.Membership;
import collab.domain.rules.MessageAccess.TargetMessage;
import collab.domain.text.MentionScanner;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

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
                        .then(membership -> readStates().markRead(membership, mark.messageId()));
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
        return addressed(text)
                .then(addressed -> mentions(membership, addressed).then(named -> {
                    EventBuilder events = new EventBuilder(context);
                    Optional<Broadcast> broadcast =
                            parent.isEmpty() ? broadcast(membership, addressed) : Optional.empty();
                    Message message = announce(events, membership, text, parent, named, broadcast);
                    parent.ifPresent(answered -> events.add(new Event.ThreadUpdated(
                            answered.id(),
                            answered.channelId(),
                            answered.replyCount() + 1,
                            Optional.of(context.now()))));
                    long broadcastNo = address(events, membership, message);
                    if (message.no().isPresent()) {
                        clearOwnMentions(events, membership, message, broadcastNo);
                    }
                    return events.accepted(message);
                }));
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
                        context.now()),
                new Message.Content(text, named, broadcast, Optional.empty()),
                false,
                List.of(),
                new Message.Replies(0, Optional.empty()),
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
        Mention mention = new Mention(message.id(), message.channelId(), message.userId(), message.createdAt());
        long broadcastNo = membership.channel().broadcastNo() + (all ? 1 : 0);
        if (!all) {
            for (UserId receiver : message.mentions()) {
                int unread =
                        policy.world().readState(receiver, message.channelId()).mentions() + 1;
                events.add(new Event.MentionCreated(mention, receiver, unread));
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

    /** Whom the names in a text mean, in the channel or not. */
    private record Addressed(Set<UserId> users, Set<String> broadcasts) {
        void add(Addressed others) {
            users.addAll(others.users);
            broadcasts.addAll(others.broadcasts);
        }
    }

    /** For guests, @channel and @here have no effect; the message itself is accepted. */
    private Optional<Broadcast> broadcast(Membership membership, Addressed addressed) {
        return policy.browses(membership.channel().workspaceId())
                ? Broadcast.among(addressed.broadcasts())
                : Optional.empty();
    }

    private Validated<Addressed> addressed(String text) {
        Set<String> names = MentionScanner.names(text);
        if (names.size() > DomainLimits.MENTION_WORDS_MAX) {
            return new Validated.Failed<>(new Rejection(
                    Reason.TOO_MANY_MENTIONS,
                    "text contains " + names.size() + " different @words; at most " + DomainLimits.MENTION_WORDS_MAX
                            + " are allowed outside code"));
        }
        Addressed addressed = new Addressed(new TreeSet<>(), new HashSet<>());
        for (String name : names) {
            MentionScanner.meaning(name, this::meaning).ifPresent(addressed::add);
        }
        return new Validated.Passed<>(addressed);
    }

    private Optional<Addressed> meaning(String name) {
        return Broadcast.isName(name)
                ? Optional.of(new Addressed(Set.of(), Set.of(name)))
                : called(name).map(users -> new Addressed(users, Set.of()));
    }

    /** The user with that name, or all members of a group with that name that the author may know. */
    private Optional<Set<UserId>> called(String name) {
        Optional<Set<UserId>> user =
                policy.world().userByName(name).map(User::id).map(Set::of);
        return user.or(() -> policy.world()
                .groupByName(name)
                .flatMap(group -> policy.group(group.id()))
                .map(group -> Set.copyOf(GroupGraph.of(policy.world()).people(group.id()))));
    }

    /** The active members among those whom the text addresses, ascending, except the author. */
    private Validated<List<UserId>> mentions(Membership membership, Addressed addressed) {
        List<UserId> named = addressed.users().stream()
                .flatMap(user -> policy.world().user(user).stream())
                .filter(User::active)
                .map(User::id)
                .filter(user -> !user.equals(membership.user()))
                .filter(user -> policy.world()
                        .channelRole(membership.channel().id(), user)
                        .isPresent())
                .toList();
        return Validated.of(
                named,
                named.size() <= DomainLimits.MENTIONS_MAX,
                () -> new Rejection(
                        Reason.TOO_MANY_MENTIONS,
                        "text names " + named.size() + " people; at most " + DomainLimits.MENTIONS_MAX
                                + " are allowed"));
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
                .then(text -> addressed(text)
                        .then(addressed -> mentions(target.membership(), addressed)
                                .then(named -> edited(target, text, named, addressed))));
    }

    private Decision edited(TargetMessage target, String text, List<UserId> named, Addressed addressed) {
        Message message = target.message();
        EventBuilder events = new EventBuilder(context);
        Optional<Broadcast> broadcast =
                message.parentId().isEmpty() ? broadcast(target.membership(), addressed) : Optional.empty();
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
                    message.parentId());
            EventBuilder events = new EventBuilder(context).add(deletion);
            message.parentId()
                    .flatMap(this::parentOrTombstone)
                    .ifPresent(parent -> events.add(new Event.ThreadUpdated(
                            parent.id(),
                            parent.channelId(),
                            Math.max(0, parent.replyCount() - 1),
                            policy.world().lastReplyAt(parent.id(), message.id()))));
            for (UserId named : policy.world().mentioned(message.id())) {
                forgetMention(events, deletion, named);
            }
            return events.accepted(Entity.NONE);
        });
    }

    /**
     * A deleted parent keeps the number of its remaining replies. Earlier releases did not keep it: a number that they stored can
     * be too low.
     */
    private Optional<Message> parentOrTombstone(MessageId parent) {
        return policy.world()
                .message(parent)
                .or(() -> policy.world().deletedMessage(parent).map(Message.Tombstone::message));
    }

    private boolean mayDelete(Message message, Channel channel) {
        boolean member = policy.roleIn(channel.id()).isPresent();
        boolean workspaceOwner = policy.roleIn(channel.workspaceId()).equals(Optional.of(WorkspaceRole.OWNER));
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
            events.add(new Event.ReadStateChanged(changed, readStates().deletedWith(deletion, changed.position())));
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
