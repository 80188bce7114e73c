package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Command.ImportMessages.Imported;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.ImportedContent;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.emoji.CanonicalEmoji;
import collab.domain.id.MessageId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.Entity;
import collab.domain.model.Message;
import collab.domain.model.Reaction;
import collab.domain.model.Right;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Rules for imported messages. They keep their authors and times, stand at their times in the history of the channel, and
 * have no ordinal: an import makes nothing unread. They cause the same events as other messages. A message that was imported under the same key stays as it is; so does a message
 * that was exported from this server, whose key is its id.
 */
record ImportRules(AccessPolicy policy, DecisionContext context) {

    /** Ids have 53 bits. */
    private static final Pattern OWN_KEY = Pattern.compile("[1-9][0-9]{0,14}");

    Decision decide(Command.ImportMessages command) {
        boolean imported = policy.world().importSources(command.channelId()) > 0;
        return Validated.of(
                        policy.channel(command.channelId())
                                .or(() -> policy.world()
                                        .channel(command.channelId())
                                        .filter(_ -> imported)),
                        () -> Rejections.noChannel(command.channelId()))
                .and(channel -> imported ? unseen(channel) : allowed(channel, channel.workspaceId()))
                .and(channel ->
                        Validated.of(channel, imported || !channel.archived(), () -> Rejections.archived(channel.id())))
                .then(channel -> bringIn(channel, new EventBuilder(context), command.messages()));
    }

    Decision decide(Command.ImportConversation command) {
        return policy.workspaceOrRejection(command.workspaceId())
                .and(workspace -> allowed(workspace, workspace.id()))
                .and(workspace -> people(command.people()))
                .then(people -> converse(command.workspaceId(), people, command.messages()));
    }

    /** A channel of an import is hidden from callers who may not import, as if it did not exist. */
    private Validated<Channel> unseen(Channel channel) {
        return policy.channel(channel.id()).isPresent()
                ? allowed(channel, channel.workspaceId())
                : Validated.of(
                        channel,
                        policy.holds(Right.WORKSPACE_MANAGE, channel.workspaceId()),
                        () -> Rejections.noChannel(channel.id()));
    }

    private <T> Validated<T> allowed(T place, WorkspaceId workspace) {
        return Validated.of(
                place,
                policy.holds(Right.WORKSPACE_MANAGE, workspace),
                () -> Rejections.denied("only holders of the right workspace_manage may import messages"));
    }

    // ---- Members of a direct message ----

    private Validated<Set<UserId>> people(List<UserId> named) {
        Set<UserId> people = new TreeSet<>(named);
        for (UserId person : people) {
            if (policy.user(person).isEmpty()) {
                return new Validated.Failed<>(Rejections.noUser(person));
            }
        }
        return Validated.of(
                people,
                !people.isEmpty() && people.size() <= DomainLimits.GROUP_DM_MEMBERS_MAX,
                () -> Rejections.invalid("user_ids names " + people.size() + " people; expected 1 to "
                        + DomainLimits.GROUP_DM_MEMBERS_MAX));
    }

    private Decision converse(WorkspaceId workspace, Set<UserId> people, List<Imported> messages) {
        EventBuilder events = new EventBuilder(context);
        Channel channel = policy.world().directChannel(workspace, people).orElseGet(() -> {
            Channel made = Channel.created(
                    new Channel.Identity(
                            context.ids().newChannel(),
                            workspace,
                            people.size() <= 2 ? ChannelKind.DM : ChannelKind.GROUP_DM,
                            policy.person().orElseGet(() -> people.iterator().next()),
                            context.now()),
                    new Channel.Description(Optional.empty(), ""),
                    List.copyOf(people),
                    events.next());
            events.add(new Event.ChannelAdded(made, present(workspace, made.memberIds())));
            return made;
        });
        return bringIn(channel, events, messages);
    }

    /**
     * A participant who is not a member of the workspace does not become one. If they are added to it later, they find
     * the conversation then.
     */
    private List<UserId> present(WorkspaceId workspace, List<UserId> people) {
        return people.stream()
                .filter(person ->
                        policy.world().workspaceRole(workspace, person).isPresent())
                .toList();
    }

    // ---- Imported messages ----

    private Decision bringIn(Channel channel, EventBuilder events, List<Imported> messages) {
        Shipment shipment = new Shipment(channel, events);
        for (Imported message : messages) {
            Optional<Rejection> why = shipment.add(message);
            if (why.isPresent()) {
                return EventBuilder.rejected(why.get());
            }
        }
        return shipment.decision();
    }

    /** The messages of one command. Used within one call of the rules. */
    private final class Shipment {
        private final Channel channel;
        private final EventBuilder events;
        private final Map<String, Message> byKey = new HashMap<>();

        /** A message that was exported from this server and still exists. */
        private final Map<String, MessageId> known = new HashMap<>();

        /** The messages that got replies, after the import. */
        private final Map<MessageId, Message> answered = new LinkedHashMap<>();

        private final Set<UserId> people = new HashSet<>();
        private int pins;

        Shipment(Channel channel, EventBuilder events) {
            this.channel = channel;
            this.events = events;
            this.pins = policy.world().pins(channel.id());
        }

        /** Returns why the message cannot be imported. */
        Optional<Rejection> add(Imported imported) {
            if (byKey.containsKey(imported.key())
                    || known.containsKey(imported.key())
                    || policy.world().imported(channel.id(), imported.key()).isPresent()) {
                return Optional.empty();
            }
            Optional<MessageId> own = own(imported);
            if (own.isPresent()) {
                known.put(imported.key(), own.get());
                events.add(new Effect.MessageImported(channel.id(), imported.key(), own.get()));
                return Optional.empty();
            }
            Validated<Optional<Message>> checked = text(imported)
                    .and(_ -> people(imported))
                    .and(_ -> ImportedContent.times(imported, context.now()))
                    .and(_ -> ImportedContent.reactions(imported))
                    .and(_ -> pins(imported))
                    .and(_ -> parent(imported));
            return switch (checked) {
                case Validated.Failed<Optional<Message>>(Rejection why) -> Optional.of(why);
                case Validated.Passed<Optional<Message>>(Optional<Message> parent) -> {
                    write(imported, parent);
                    yield Optional.empty();
                }
            };
        }

        private Validated<String> text(Imported imported) {
            return imported.deleted() ? new Validated.Passed<>(imported.text()) : InputValidation.text(imported.text());
        }

        /**
         * An archive of this server identifies messages by their ids; author and time distinguish them from those of
         * another server.
         */
        private Optional<MessageId> own(Imported imported) {
            if (!OWN_KEY.matcher(imported.key()).matches()) {
                return Optional.empty();
            }
            MessageId id = new MessageId(Long.parseLong(imported.key()));
            return policy.world().wasSaid(channel.id(), id, imported.userId(), imported.createdAt())
                    ? Optional.of(id)
                    : Optional.empty();
        }

        private Validated<Imported> people(Imported imported) {
            if (people.add(imported.userId()) && policy.user(imported.userId()).isEmpty()) {
                return new Validated.Failed<>(Rejections.noUser(imported.userId()));
            }
            for (Reaction reaction : imported.reactions()) {
                for (UserId user : reaction.userIds()) {
                    if (people.add(user) && policy.user(user).isEmpty()) {
                        return new Validated.Failed<>(Rejections.noUser(user));
                    }
                }
            }
            return new Validated.Passed<>(imported);
        }

        private Validated<Imported> pins(Imported imported) {
            return Validated.of(
                    imported,
                    !imported.pinned() || pins < DomainLimits.PINS_PER_CHANNEL_MAX,
                    () -> new Rejection(
                            Reason.TOO_MANY_PINS,
                            "channel " + channel.id() + " would have more than " + DomainLimits.PINS_PER_CHANNEL_MAX
                                    + " pins, which is the most"));
        }

        private Validated<Optional<Message>> parent(Imported imported) {
            if (imported.parentKey().isEmpty()) {
                return new Validated.Passed<>(Optional.empty());
            }
            String key = imported.parentKey().get();
            Optional<Message> parent = Optional.ofNullable(byKey.get(key))
                    .or(() -> Optional.ofNullable(known.get(key))
                            .or(() -> policy.world().imported(channel.id(), key))
                            .flatMap(this::message));
            return Validated.of(
                            parent,
                            () -> new Rejection(
                                    Reason.MESSAGE_NOT_FOUND,
                                    "there is no message imported as " + Rejections.quoted(key) + " here"))
                    .and(found -> Validated.of(
                            Optional.of(found),
                            found.parentId().isEmpty(),
                            () -> new Rejection(
                                    Reason.REPLY_TO_REPLY,
                                    "message " + Rejections.quoted(key)
                                            + " is itself a reply; reply to the message it answers")));
        }

        /** Replies to a deleted message stay in its thread. */
        private Optional<Message> message(MessageId id) {
            return policy.world()
                    .message(id)
                    .or(() -> policy.world().deletedMessage(id).map(Message.Tombstone::message));
        }

        private void write(Imported imported, Optional<Message> parent) {
            Message message = new Message(
                    new Message.Identity(
                            context.ids().newMessage(),
                            OptionalLong.empty(),
                            channel.id(),
                            imported.userId(),
                            parent.map(Message::id),
                            imported.createdAt()),
                    new Message.Content(imported.text(), List.of(), Optional.empty(), imported.editedAt()),
                    imported.pinned(),
                    CanonicalEmoji.merged(imported.reactions()),
                    Message.Replies.NONE,
                    events.next());
            events.add(new Event.MessageCreated(message, channel.lastNo()));
            events.add(new Effect.MessageImported(channel.id(), imported.key(), message.id()));
            byKey.put(imported.key(), message);
            if (imported.deleted()) {
                events.add(new Event.MessageDeleted(
                        message.id(),
                        channel.id(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        message.parentId(),
                        OptionalLong.empty()));
                return;
            }
            pins += imported.pinned() ? 1 : 0;
            parent.ifPresent(above -> answer(above, message.createdAt()));
        }

        /** A deleted parent counts its replies too: each deletion of a reply reduces this number. */
        private void answer(Message parent, Instant at) {
            Message before = answered.getOrDefault(parent.id(), parent);
            Optional<Instant> last = before.lastReplyAt().filter(at::isBefore).or(() -> Optional.of(at));
            Message.Replies replies = new Message.Replies(before.replyCount() + 1, before.lastReplyNo(), last);
            answered.put(parent.id(), before.answered(replies, before.ver()));
        }

        Decision decision() {
            for (Message parent : answered.values()) {
                events.add(new Event.ThreadUpdated(parent.id(), channel.id(), parent.replies()));
            }
            if (channel.kind().direct()) {
                return events.accepted(Entity.NONE);
            }
            // The caller may be unable to see a channel of an import, and repeats the call after an interruption.
            boolean hidden = policy.channel(channel.id()).isEmpty();
            return events.accepted(hidden ? Entity.NONE : channel);
        }
    }
}
