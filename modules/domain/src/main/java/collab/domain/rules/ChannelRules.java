package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.Rejection.Reason;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.ChannelId;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelRole;
import collab.domain.model.Entity;
import collab.domain.model.User;
import collab.domain.model.WorkspaceRole;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Rules for channels, direct messages and their members. */
record ChannelRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfChannel command) {
        return switch (command) {
            case Command.CreateChannel create ->
                policy.personOrRejection()
                        .then(creator -> policy.workspaceOrRejection(create.workspaceId())
                                .then(workspace -> create(creator, workspace.id(), create)));
            case Command.UpdateChannel update -> channel(update.channelId()).then(channel -> update(channel, update));
            case Command.ArchiveChannel archive -> managed(archive.channelId()).then(this::archive);
            case Command.UnarchiveChannel unarchive ->
                managed(unarchive.channelId()).then(this::unarchive);
            case Command.JoinChannel join ->
                policy.personOrRejection()
                        .then(user -> channel(join.channelId()).then(channel -> join(channel, user)));
            case Command.LeaveChannel leave ->
                policy.personOrRejection()
                        .then(user -> channel(leave.channelId())
                                .and(ChannelRules::movable)
                                .then(channel -> leave(channel, user)));
            case Command.AddChannelMember add ->
                channel(add.channelId())
                        .and(ChannelRules::movable)
                        .and(this::inviting)
                        .then(channel -> add(channel, add.userId()));
            case Command.RemoveChannelMember remove ->
                (policy.is(remove.userId())
                                ? channel(remove.channelId()).and(ChannelRules::movable)
                                : managed(remove.channelId()))
                        .then(channel -> leave(channel, remove.userId()));
            case Command.SetChannelRole set ->
                channel(set.channelId())
                        .and(ChannelRules::movable)
                        .and(this::owned)
                        .then(channel -> setRole(channel, set.userId(), set.role()));
        };
    }

    // ---- Finding the channel and checking permissions ----

    private Validated<Channel> channel(ChannelId id) {
        return policy.channelOrRejection(id);
    }

    private static Validated<Channel> movable(Channel channel) {
        return Validated.of(channel, !channel.kind().direct(), () -> Rejections.directFixed(channel.id()));
    }

    private Validated<Channel> managed(ChannelId id) {
        return channel(id)
                .and(ChannelRules::movable)
                .and(channel -> Validated.of(channel, policy.manages(channel), () -> managersOnly(id)));
    }

    private Validated<Channel> owned(Channel channel) {
        return Validated.of(
                channel,
                policy.owns(channel),
                () -> Rejections.denied(
                        "only owners of channel " + channel.id() + " or its workspace and administrators may do this"));
    }

    private Validated<Channel> inviting(Channel channel) {
        return Validated.of(channel, policy.addsPeopleTo(channel), () -> Rejections.addsNoPeople(channel.id()));
    }

    private static Rejection managersOnly(ChannelId id) {
        return Rejections.denied("only owners of channel " + id
                + " or its workspace and holders of the right channel_manage may do this");
    }

    // ---- Creation ----

    private Decision create(UserId creator, WorkspaceId workspace, Command.CreateChannel create) {
        Optional<WorkspaceRole> role = policy.roleIn(workspace);
        if (role.isEmpty()) {
            return EventBuilder.rejected(Rejections.notInWorkspace(creator, workspace));
        }
        return InputValidation.line("topic", create.topic(), DomainLimits.TOPIC_MAX)
                .then(topic -> switch (create.kind()) {
                    case PUBLIC, PRIVATE -> createNamed(creator, role.get(), topic, create);
                    case DM, GROUP_DM -> createDirect(creator, topic, create);
                });
    }

    private Decision createNamed(UserId creator, WorkspaceRole role, String topic, Command.CreateChannel create) {
        if (role == WorkspaceRole.GUEST) {
            return EventBuilder.rejected(Rejections.denied("guests may not create channels"));
        }
        if (!create.peers().isEmpty()) {
            return EventBuilder.rejected(Rejections.invalid(
                    "peer_ids has " + create.peers().size() + " entries; expected none, except for direct messages"));
        }
        if (create.name().isEmpty()) {
            return EventBuilder.rejected(
                    Rejections.invalid("name is absent; expected one, except for direct messages"));
        }
        return freeName(create.workspaceId(), create.name().get()).then(name -> {
            EventBuilder events = new EventBuilder(context);
            Channel channel = newChannel(events, creator, create, Optional.of(name), topic, List.of());
            MembershipEvents.enter(events, channel, creator, ChannelRole.OWNER);
            return events.accepted(channel);
        });
    }

    /** Names of private channels count too: a caller can learn only that a name is in use. */
    private Validated<String> freeName(WorkspaceId workspace, String wanted) {
        return InputValidation.channelName(wanted)
                .and(name -> Validated.of(
                        name,
                        policy.world().channelByName(workspace, name).isEmpty(),
                        () -> Rejections.nameTaken(name)));
    }

    private Decision createDirect(UserId creator, String topic, Command.CreateChannel create) {
        if (create.name().isPresent()) {
            return EventBuilder.rejected(Rejections.invalid(
                    "name is " + Rejections.quoted(create.name().get()) + "; expected none for a direct message"));
        }
        TreeSet<UserId> people = new TreeSet<>(create.peers());
        people.add(creator);
        Optional<Rejection> wrong = wrongPeople(create, people.size());
        if (wrong.isPresent()) {
            return EventBuilder.rejected(wrong.get());
        }
        for (UserId peer : people) {
            if (policy.world().workspaceRole(create.workspaceId(), peer).isEmpty()) {
                return EventBuilder.rejected(notInWorkspace(peer, create.workspaceId()));
            }
        }
        Optional<Channel> existing = policy.world().directChannel(create.workspaceId(), people);
        if (existing.isPresent()) {
            return EventBuilder.unchanged(existing.get());
        }
        for (UserId peer : people) {
            if (policy.world().user(peer).filter(User::active).isEmpty()) {
                return EventBuilder.rejected(Rejections.deactivated(peer));
            }
        }
        EventBuilder events = new EventBuilder(context);
        Channel channel = newChannel(events, creator, create, Optional.empty(), topic, List.copyOf(people));
        return events.add(new Event.ChannelAdded(channel, channel.memberIds())).accepted(channel);
    }

    /** @param people the number of different people, including the creator */
    private static Optional<Rejection> wrongPeople(Command.CreateChannel create, int people) {
        int peers = create.peers().size();
        if (create.kind() == ChannelKind.DM) {
            return peers == 1
                    ? Optional.empty()
                    : Optional.of(
                            Rejections.invalid("peer_ids has " + peers + " entries; expected exactly one for a dm"));
        }
        if (people > DomainLimits.GROUP_DM_MEMBERS_MAX) {
            return Optional.of(new Rejection(
                    Reason.TOO_MANY_MEMBERS,
                    "a group_dm with " + people + " people was requested; at most " + DomainLimits.GROUP_DM_MEMBERS_MAX
                            + " are allowed, the caller included"));
        }
        return people >= 3
                ? Optional.empty()
                : Optional.of(Rejections.invalid("peer_ids names " + (people - 1) + " other people; expected 2 to "
                        + (DomainLimits.GROUP_DM_MEMBERS_MAX - 1) + " for a group_dm"));
    }

    private Channel newChannel(
            EventBuilder events,
            UserId creator,
            Command.CreateChannel create,
            Optional<String> name,
            String topic,
            List<UserId> people) {
        return Channel.created(
                new Channel.Identity(
                        context.ids().newChannel(), create.workspaceId(), create.kind(), creator, context.now()),
                new Channel.Description(name, topic),
                people,
                events.next());
    }

    /** Reveals that a user exists only to callers who share a workspace with them. */
    private Rejection notInWorkspace(UserId user, WorkspaceId workspace) {
        return policy.user(user).isPresent() ? Rejections.notInWorkspace(user, workspace) : Rejections.noUser(user);
    }

    // ---- Changes ----

    private Decision update(Channel channel, Command.UpdateChannel update) {
        if (update.name().isPresent()) {
            if (channel.kind().direct()) {
                return EventBuilder.rejected(Rejections.directFixed(channel.id()));
            }
            if (!policy.manages(channel)) {
                return EventBuilder.rejected(managersOnly(channel.id()));
            }
        }
        if (update.topic().isPresent() && policy.roleIn(channel.id()).isEmpty() && !policy.manages(channel)) {
            return EventBuilder.rejected(Rejections.membersOnly(channel.id()));
        }
        return name(channel, update).then(name -> topic(channel, update).then(topic -> describe(channel, name, topic)));
    }

    private Validated<Optional<String>> name(Channel channel, Command.UpdateChannel update) {
        if (update.name().isEmpty()) {
            return new Validated.Passed<>(channel.name());
        }
        return InputValidation.channelName(update.name().get())
                .and(name -> Validated.of(
                        Optional.of(name),
                        policy.world()
                                .channelByName(channel.workspaceId(), name)
                                .filter(other -> !other.id().equals(channel.id()))
                                .isEmpty(),
                        () -> Rejections.nameTaken(name)));
    }

    private static Validated<String> topic(Channel channel, Command.UpdateChannel update) {
        return update.topic()
                .map(topic -> InputValidation.line("topic", topic, DomainLimits.TOPIC_MAX))
                .orElseGet(() -> new Validated.Passed<>(channel.topic()));
    }

    private Decision describe(Channel channel, Optional<String> name, String topic) {
        if (name.equals(channel.name()) && topic.equals(channel.topic())) {
            return EventBuilder.unchanged(channel);
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(events.change(ver -> channel.described(name, topic, ver), Event.ChannelUpdated::new));
    }

    private Decision archive(Channel channel) {
        if (channel.archived()) {
            return EventBuilder.unchanged(channel);
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(
                events.change(ver -> channel.archived(Optional.of(context.now()), ver), Event.ChannelArchived::new));
    }

    private Decision unarchive(Channel channel) {
        if (!channel.archived()) {
            return EventBuilder.unchanged(channel);
        }
        EventBuilder events = new EventBuilder(context);
        return events.accepted(
                events.change(ver -> channel.archived(Optional.empty(), ver), Event.ChannelUpdated::new));
    }

    // ---- Joining and leaving ----

    private Decision join(Channel channel, UserId user) {
        if (policy.roleIn(channel.id()).isPresent()) {
            return EventBuilder.unchanged(channel);
        }
        if (policy.roleIn(channel.workspaceId()).isEmpty()) {
            return EventBuilder.rejected(Rejections.notInWorkspace(user, channel.workspaceId()));
        }
        if (!policy.browses(channel.workspaceId())) {
            return EventBuilder.rejected(Rejections.denied("guests cannot join channels; they can only be added"));
        }
        if (channel.archived()) {
            return EventBuilder.rejected(Rejections.archived(channel.id()));
        }
        EventBuilder events = new EventBuilder(context);
        MembershipEvents.enter(events, channel, user, ChannelRole.MEMBER);
        return events.accepted(channel);
    }

    private Decision add(Channel channel, UserId user) {
        if (policy.world().workspaceRole(channel.workspaceId(), user).isEmpty()) {
            return EventBuilder.rejected(notInWorkspace(user, channel.workspaceId()));
        }
        if (policy.world().channelRole(channel.id(), user).isPresent()) {
            return EventBuilder.unchanged(Entity.NONE);
        }
        if (channel.archived()) {
            return EventBuilder.rejected(Rejections.archived(channel.id()));
        }
        if (policy.world().user(user).filter(User::active).isEmpty()) {
            return EventBuilder.rejected(Rejections.deactivated(user));
        }
        EventBuilder events = new EventBuilder(context);
        MembershipEvents.enter(events, channel, user, ChannelRole.MEMBER);
        return events.accepted(Entity.NONE);
    }

    /** Removing a user who is not a member succeeds, and does not reveal whether such a user exists. */
    private Decision leave(Channel channel, UserId user) {
        if (policy.world().channelRole(channel.id(), user).isEmpty()) {
            return EventBuilder.unchanged(Entity.NONE);
        }
        EventBuilder events = new EventBuilder(context);
        MembershipEvents.leave(events, channel.id(), user);
        return events.accepted(Entity.NONE);
    }

    private Decision setRole(Channel channel, UserId user, ChannelRole role) {
        Optional<ChannelRole> present = policy.world().channelRole(channel.id(), user);
        if (present.isEmpty()) {
            return EventBuilder.rejected(new Rejection(
                    Reason.USER_NOT_FOUND, "user " + user + " is not a member of channel " + channel.id()));
        }
        if (present.get() == role) {
            return EventBuilder.unchanged(channel);
        }
        EventBuilder events = new EventBuilder(context).add(new Effect.ChannelRoleSet(channel.id(), user, role));
        return events.accepted(events.change(channel::changedAt, Event.ChannelUpdated::new));
    }
}
