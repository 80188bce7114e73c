package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.World;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.GroupGraph;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.LogPosition;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.model.Broadcast;
import collab.domain.model.Channel;
import collab.domain.model.Entity;
import collab.domain.model.Mention;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.ReadState;
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Rules for messages, reactions, pins and read states. */
record MessageRules(AccessPolicy sight, DecisionContext turn) {

    Decision decide(Command.OfMessage command) {
        return switch (command) {
            case Command.SendMessage send ->
                member(send.channelId())
                        .and(MessageRules::unarchived)
                        .then(place -> InputValidation.text(send.text())
                                .then(text ->
                                        parent(place, send.parentId()).then(parent -> send(place, text, parent))));
            case Command.UpdateMessage update -> writable(update.messageId()).then(said -> edit(said, update.text()));
            case Command.DeleteMessage delete ->
                sight.messageOrRejection(delete.messageId()).then(this::delete);
            case Command.React react ->
                writable(react.messageId())
                        .then(said -> InputValidation.emoji(react.emoji()).then(emoji -> react(said, emoji)));
            case Command.Unreact unreact ->
                writable(unreact.messageId())
                        .then(said -> InputValidation.emoji(unreact.emoji()).then(emoji -> unreact(said, emoji)));
            case Command.ToggleReaction toggle ->
                writable(toggle.messageId())
                        .then(said -> InputValidation.emoji(toggle.emoji())
                                .then(emoji -> said.reacted(emoji) ? unreact(said, emoji) : react(said, emoji)));
            case Command.PinMessage pin -> writable(pin.messageId()).then(said -> pin(said, true));
            case Command.UnpinMessage unpin -> writable(unpin.messageId()).then(said -> pin(said, false));
            case Command.ImportMessages bring -> new ImportRules(sight, turn).decide(bring);
            case Command.ImportConversation bring -> new ImportRules(sight, turn).decide(bring);
            case Command.MarkMentionsRead mark ->
                member(mark.channelId()).then(place -> markMentionsRead(place, mark.messageId()));
            case Command.MarkRead mark -> member(mark.channelId()).then(place -> markRead(place, mark.messageId()));
        };
    }

    // Finding the message and checking permissions

    /** A member and the channel. */
    private record Place(Channel channel, UserId user) {}

    /** A message and a member of its channel. */
    private record Said(Message message, Place place) {
        boolean reacted(String emoji) {
            return message.reactions().stream()
                    .filter(reaction -> reaction.emoji().equals(emoji))
                    .anyMatch(reaction -> reaction.userIds().contains(place.user()));
        }
    }

    private Validated<Place> member(ChannelId id) {
        return sight.personOrRejection()
                .and(user -> sight.channelOrRejection(id)
                        .and(channel -> Validated.of(
                                new Place(channel, user),
                                sight.roleIn(id).isPresent(),
                                () -> Rejections.membersOnly(id))));
    }

    private static Validated<Place> unarchived(Place place) {
        return Validated.of(
                place,
                !place.channel().archived(),
                () -> Rejections.archived(place.channel().id()));
    }

    private Validated<Said> writable(MessageId id) {
        return sight.messageOrRejection(id)
                .and(message -> member(message.channelId())
                        .and(MessageRules::unarchived)
                        .and(place -> new Validated.Passed<>(new Said(message, place))));
    }

    // Sending

    private Validated<Optional<Message>> parent(Place place, Optional<MessageId> id) {
        if (id.isEmpty()) {
            return new Validated.Passed<>(Optional.empty());
        }
        return inChannel(place, id.get())
                .and(parent -> Validated.of(
                        Optional.of(parent),
                        parent.parentId().isEmpty(),
                        () -> new Rejection(
                                Reason.REPLY_TO_REPLY,
                                "message " + parent.id() + " is itself a reply; reply to the message it answers")));
    }

    private Validated<Message> inChannel(Place place, MessageId id) {
        return Validated.of(
                sight.world()
                        .message(id)
                        .filter(message ->
                                message.channelId().equals(place.channel().id())),
                () -> Rejections.noMessage(id));
    }

    private Decision send(Place place, String text, Optional<Message> parent) {
        return mentions(place, text).then(named -> {
            EventBuilder draft = new EventBuilder(turn);
            Optional<Broadcast> broadcast = parent.isEmpty() ? broadcast(place, text) : Optional.empty();
            Message message = announce(draft, place, text, parent, named, broadcast);
            parent.ifPresent(answered -> draft.add(new Event.ThreadUpdated(
                    answered.id(), answered.channelId(), answered.replyCount() + 1, Optional.of(turn.now()))));
            long broadcastNo = address(draft, place, message);
            if (message.no().isPresent()) {
                clearOwnMentions(draft, place, message, broadcastNo);
            }
            return draft.accepted(message);
        });
    }

    private Message announce(
            EventBuilder draft,
            Place place,
            String text,
            Optional<Message> parent,
            List<UserId> named,
            Optional<Broadcast> broadcast) {
        long lastNo = place.channel().lastNo() + (parent.isEmpty() ? 1 : 0);
        Message message = new Message(
                turn.ids().newMessage(),
                parent.isEmpty() ? OptionalLong.of(lastNo) : OptionalLong.empty(),
                place.channel().id(),
                place.user(),
                parent.map(Message::id),
                text,
                turn.now(),
                Optional.empty(),
                false,
                List.of(),
                0,
                Optional.empty(),
                named,
                broadcast,
                draft.next());
        draft.add(new Event.MessageCreated(message, lastNo));
        return message;
    }

    /**
     * Adds one notification per recipient: a user whom a message to the whole channel names is notified once, with all
     * others.
     */
    private long address(EventBuilder draft, Place place, Message message) {
        boolean all = message.broadcast().equals(Optional.of(Broadcast.CHANNEL));
        Mention mention = new Mention(message.id(), message.channelId(), message.userId(), message.createdAt());
        long broadcastNo = place.channel().broadcastNo() + (all ? 1 : 0);
        if (!all) {
            for (UserId receiver : message.mentions()) {
                int unread =
                        sight.world().readState(receiver, message.channelId()).mentions() + 1;
                draft.add(new Event.MentionCreated(mention, receiver, unread));
            }
        }
        message.broadcast().ifPresent(reach -> draft.add(new Event.BroadcastCreated(mention, reach, broadcastNo)));
        return broadcastNo;
    }

    /**
     * A message moves its author's read state without an event; that mentions were read with it needs an event.
     *
     * @param broadcastNo the channel's number with this message
     */
    private void clearOwnMentions(EventBuilder draft, Place place, Message message, long broadcastNo) {
        ReadState state = sight.world().readState(message.userId(), message.channelId());
        if (state.mentions() > 0 || state.readBroadcastNo() < place.channel().broadcastNo()) {
            draft.add(new Event.ReadStateChanged(new ReadState(
                    message.userId(),
                    message.channelId(),
                    Optional.of(message.id()),
                    message.no().orElseThrow(),
                    0,
                    broadcastNo,
                    draft.next())));
        }
    }

    /** For guests, @channel and @here have no effect; the message itself is accepted. */
    private Optional<Broadcast> broadcast(Place place, String text) {
        return sight.browses(place.channel().workspaceId())
                ? Broadcast.among(MentionScanner.words(text))
                : Optional.empty();
    }

    /** The active members whom the text names, ascending, except the author. */
    private Validated<List<UserId>> mentions(Place place, String text) {
        Set<String> words = MentionScanner.words(text);
        if (words.size() > DomainLimits.MENTION_WORDS_MAX) {
            return new Validated.Failed<>(new Rejection(
                    Reason.TOO_MANY_MENTIONS,
                    "text contains " + words.size() + " different @words; at most " + DomainLimits.MENTION_WORDS_MAX
                            + " are allowed outside code"));
        }
        TreeSet<UserId> named = new TreeSet<>();
        for (String word : words) {
            called(word)
                    .flatMap(user -> sight.world().user(user).stream())
                    .filter(User::active)
                    .map(User::id)
                    .filter(user -> !user.equals(place.user()))
                    .filter(user -> sight.world()
                            .channelRole(place.channel().id(), user)
                            .isPresent())
                    .forEach(named::add);
        }
        return Validated.of(
                List.copyOf(named),
                named.size() <= DomainLimits.MENTIONS_MAX,
                () -> new Rejection(
                        Reason.TOO_MANY_MENTIONS,
                        "text names " + named.size() + " people; at most " + DomainLimits.MENTIONS_MAX
                                + " are allowed"));
    }

    /** The user with that name, or all members of a group with that name that the author may know. */
    private Stream<UserId> called(String word) {
        Optional<UserId> person = sight.world().userByName(word).map(User::id);
        return person.isPresent()
                ? person.stream()
                : sight.world().groupByName(word).flatMap(group -> sight.group(group.id())).stream()
                        .flatMap(group -> GroupGraph.of(sight.world()).people(group.id()).stream());
    }

    // Editing and deleting

    private Decision edit(Said said, String wanted) {
        Message message = said.message();
        if (!message.userId().equals(said.place().user())) {
            return EventBuilder.rejected(Rejections.denied("only its author may edit message " + message.id()));
        }
        if (wanted.equals(message.text())) {
            return EventBuilder.unchanged(message);
        }
        return InputValidation.text(wanted)
                .then(text -> mentions(said.place(), text).then(named -> {
                    EventBuilder draft = new EventBuilder(turn);
                    Optional<Broadcast> broadcast =
                            message.parentId().isEmpty() ? broadcast(said.place(), text) : Optional.empty();
                    return draft.accepted(draft.change(
                            ver -> message.edited(text, named, broadcast, turn.now(), ver),
                            edited -> new Event.MessageUpdated(
                                    edited, said.place().channel().lastNo())));
                }));
    }

    /** Also in archived channels, because unwanted content must be removable there too. */
    private Decision delete(Message message) {
        return sight.channelOrRejection(message.channelId()).then(channel -> {
            if (!mayDelete(message, channel)) {
                return EventBuilder.rejected(Rejections.denied(
                        "only its author, owners and administrators may delete message " + message.id()));
            }
            EventBuilder draft =
                    new EventBuilder(turn).add(new Event.MessageDeleted(message.id(), message.channelId()));
            message.parentId()
                    .flatMap(sight.world()::message)
                    .ifPresent(parent -> draft.add(new Event.ThreadUpdated(
                            parent.id(),
                            parent.channelId(),
                            parent.replyCount() - 1,
                            sight.world().lastReplyAt(parent.id(), message.id()))));
            for (UserId named : sight.world().mentioned(message.id())) {
                forgetMention(draft, message, named);
            }
            return draft.accepted(Entity.NONE);
        });
    }

    private boolean mayDelete(Message message, Channel channel) {
        boolean member = sight.roleIn(channel.id()).isPresent();
        boolean workspaceOwner = sight.roleIn(channel.workspaceId()).equals(Optional.of(WorkspaceRole.OWNER));
        return sight.person().isEmpty()
                || workspaceOwner
                || (member && (sight.is(message.userId()) || sight.owns(channel)));
    }

    private void forgetMention(EventBuilder draft, Message message, UserId named) {
        ReadState state = sight.world().readState(named, message.channelId());
        boolean unread = state.lastRead()
                .filter(lastRead -> lastRead.compareTo(message.id()) >= 0)
                .isEmpty();
        if (unread) {
            draft.add(new Event.ReadStateChanged(state.mentioned(state.mentions() - 1, draft.next())));
        }
    }

    // Reactions

    private Decision react(Said said, String emoji) {
        List<Reaction> present = said.message().reactions();
        if (said.reacted(emoji)) {
            return EventBuilder.unchanged(said.message());
        }
        boolean known = present.stream().anyMatch(reaction -> reaction.emoji().equals(emoji));
        if (!known && present.size() >= DomainLimits.EMOJI_PER_MESSAGE_MAX) {
            return tooManyReactions(said.message(), DomainLimits.EMOJI_PER_MESSAGE_MAX + " different emoji");
        }
        int reactors =
                present.stream().mapToInt(reaction -> reaction.userIds().size()).sum();
        if (reactors >= DomainLimits.REACTORS_PER_MESSAGE_MAX) {
            return tooManyReactions(said.message(), DomainLimits.REACTORS_PER_MESSAGE_MAX + " reactions");
        }
        return changeReactions(
                said, emoji, true, with(present, emoji, said.place().user()));
    }

    private Decision unreact(Said said, String emoji) {
        return said.reacted(emoji)
                ? changeReactions(
                        said,
                        emoji,
                        false,
                        without(said.message().reactions(), emoji, said.place().user()))
                : EventBuilder.unchanged(said.message());
    }

    private static Decision tooManyReactions(Message message, String full) {
        return EventBuilder.rejected(new Rejection(
                Reason.TOO_MANY_REACTIONS, "message " + message.id() + " has " + full + ", which is the most"));
    }

    private Decision changeReactions(Said said, String emoji, boolean added, List<Reaction> reactions) {
        Event.ReactionChange change = new Event.ReactionChange(said.place().user(), emoji, added);
        EventBuilder draft = new EventBuilder(turn);
        return draft.accepted(draft.change(
                ver -> said.message().reacted(reactions, ver),
                message -> new Event.MessageReacted(message.id(), message.channelId(), message.reactions(), change)));
    }

    private static List<Reaction> with(List<Reaction> present, String emoji, UserId user) {
        List<Reaction> reactions = new ArrayList<>(present);
        for (int i = 0; i < reactions.size(); i++) {
            if (reactions.get(i).emoji().equals(emoji)) {
                List<UserId> users = new ArrayList<>(reactions.get(i).userIds());
                users.add(user);
                reactions.set(i, new Reaction(emoji, users));
                return reactions;
            }
        }
        reactions.add(new Reaction(emoji, List.of(user)));
        return reactions;
    }

    private static List<Reaction> without(List<Reaction> present, String emoji, UserId user) {
        return present.stream()
                .map(reaction -> reaction.emoji().equals(emoji)
                        ? new Reaction(
                                emoji,
                                reaction.userIds().stream()
                                        .filter(other -> !other.equals(user))
                                        .toList())
                        : reaction)
                .filter(reaction -> !reaction.userIds().isEmpty())
                .toList();
    }

    // Pins

    private Decision pin(Said said, boolean pinned) {
        Message message = said.message();
        if (message.pinned() == pinned) {
            return EventBuilder.unchanged(message);
        }
        if (pinned && sight.world().pins(message.channelId()) >= DomainLimits.PINS_PER_CHANNEL_MAX) {
            return EventBuilder.rejected(new Rejection(
                    Reason.TOO_MANY_PINS,
                    "channel " + message.channelId() + " has " + DomainLimits.PINS_PER_CHANNEL_MAX
                            + " pins, which is the most; unpin one first"));
        }
        EventBuilder draft = new EventBuilder(turn);
        return draft.accepted(draft.change(
                ver -> message.pinned(pinned, ver),
                changed -> new Event.MessagePinUpdated(changed.id(), changed.channelId(), pinned)));
    }

    // Reading

    /** Moves forward only. The same position can move further when a message after it was deleted. */
    private Decision markRead(Place place, MessageId id) {
        return inChannel(place, id).then(message -> {
            ReadState state =
                    sight.world().readState(place.user(), place.channel().id());
            Optional<MessageId> before = state.lastRead().filter(lastRead -> lastRead.compareTo(id) >= 0);
            MessageId upTo = before.orElse(id);
            if (before.isPresent() && sight.world().ordinalAt(state.channelId(), upTo) <= state.readNo()) {
                return EventBuilder.unchanged(state);
            }
            EventBuilder draft = new EventBuilder(turn);
            return draft.accepted(draft.change(ver -> read(state, upTo, ver), Event.ReadStateChanged::new));
        });
    }

    private Decision markMentionsRead(Place place, Optional<MessageId> only) {
        ReadState state = sight.world().readState(place.user(), place.channel().id());
        List<MessageId> unread = sight.world().mentionsUnread(state.userId(), state.channelId(), state.lastRead());
        List<MessageId> seen = unread.stream()
                .filter(message -> only.map(message::equals).orElse(true))
                .toList();
        long broadcastNo = Math.max(
                state.readBroadcastNo(),
                only.map(message -> broadcastNo(place, message))
                        .orElseGet(() -> place.channel().broadcastNo()));
        if (seen.isEmpty() && broadcastNo == state.readBroadcastNo()) {
            return EventBuilder.unchanged(state);
        }
        EventBuilder draft = new EventBuilder(turn);
        if (!seen.isEmpty()) {
            draft.add(new Effect.MentionsSeen(state.userId(), state.channelId(), seen));
        }
        return draft.accepted(draft.change(
                ver -> new ReadState(
                        state.userId(),
                        state.channelId(),
                        state.lastRead(),
                        state.readNo(),
                        unread.size() - seen.size(),
                        broadcastNo,
                        ver),
                Event.ReadStateChanged::new));
    }

    /** The number of a message that addressed the whole channel, whatever its present text is; 0 for any other. */
    private long broadcastNo(Place place, MessageId id) {
        return sight.world()
                .message(id)
                .filter(message -> message.channelId().equals(place.channel().id())
                        && message.no().isPresent())
                .map(message -> {
                    long no = message.no().getAsLong();
                    long upTo = sight.world().broadcastsUpTo(message.channelId(), no);
                    return upTo > sight.world().broadcastsUpTo(message.channelId(), no - 1) ? upTo : 0;
                })
                .orElse(0L);
    }

    private ReadState read(ReadState state, MessageId upTo, LogPosition ver) {
        World world = sight.world();
        long readNo = Math.max(state.readNo(), world.ordinalAt(state.channelId(), upTo));
        return new ReadState(
                state.userId(),
                state.channelId(),
                Optional.of(upTo),
                readNo,
                world.mentionsAfter(state.userId(), state.channelId(), Optional.of(upTo)),
                Math.max(state.readBroadcastNo(), world.broadcastsUpTo(state.channelId(), readNo)),
                ver);
    }
}
