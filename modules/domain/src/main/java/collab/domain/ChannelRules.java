package collab.domain;

import collab.domain.Rejection.Reason;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Channels and direct messages, and who is in them. */
record ChannelRules(Sight sight, Turn turn) {

    Decision decide(Command.OfChannel command) {
        return switch (command) {
            case Command.CreateChannel create ->
                sight.personOrRefusal()
                        .then(creator -> sight.workspaceOrRefusal(create.workspaceId())
                                .then(workspace -> create(creator, workspace.id(), create)));
            case Command.UpdateChannel update -> channel(update.channelId()).then(channel -> update(channel, update));
            case Command.ArchiveChannel archive -> managed(archive.channelId()).then(this::archive);
            case Command.UnarchiveChannel unarchive ->
                managed(unarchive.channelId()).then(this::unarchive);
            case Command.JoinChannel join ->
                sight.personOrRefusal().then(user -> channel(join.channelId()).then(channel -> join(channel, user)));
            case Command.LeaveChannel leave ->
                sight.personOrRefusal()
                        .then(user -> channel(leave.channelId())
                                .and(ChannelRules::movable)
                                .then(channel -> leave(channel, user)));
            case Command.AddChannelMember add ->
                channel(add.channelId())
                        .and(ChannelRules::movable)
                        .and(this::inviting)
                        .then(channel -> add(channel, add.userId()));
            case Command.RemoveChannelMember remove ->
                (sight.is(remove.userId())
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

    // Which channel, and may the caller?

    private Checked<Channel> channel(ChannelId id) {
        return sight.channelOrRefusal(id);
    }

    private static Checked<Channel> movable(Channel channel) {
        return Checked.of(channel, !channel.kind().direct(), () -> Refusals.directFixed(channel.id()));
    }

    private Checked<Channel> managed(ChannelId id) {
        return channel(id)
                .and(ChannelRules::movable)
                .and(channel -> Checked.of(channel, sight.manages(channel), () -> managersOnly(id)));
    }

    private Checked<Channel> owned(Channel channel) {
        return Checked.of(
                channel,
                sight.owns(channel),
                () -> Refusals.denied(
                        "only owners of channel " + channel.id() + " or its workspace and administrators may do this"));
    }

    private Checked<Channel> inviting(Channel channel) {
        boolean member = sight.roleIn(channel.id()).isPresent() && sight.browses(channel.workspaceId());
        return Checked.of(
                channel,
                member || sight.manages(channel),
                () -> Refusals.denied(
                        "only members of channel " + channel.id() + " who are not guests may add people"));
    }

    private static Rejection managersOnly(ChannelId id) {
        return Refusals.denied("only owners of channel " + id
                + " or its workspace and holders of the right channel_manage may do this");
    }

    // Making one

    private Decision create(UserId creator, WorkspaceId workspace, Command.CreateChannel create) {
        Optional<WorkspaceRole> role = sight.roleIn(workspace);
        if (role.isEmpty()) {
            return Draft.refused(Refusals.notInWorkspace(creator, workspace));
        }
        return Values.line("topic", create.topic(), DomainLimits.TOPIC_MAX).then(topic -> switch (create.kind()) {
            case PUBLIC, PRIVATE -> createNamed(creator, role.get(), topic, create);
            case DM, GROUP_DM -> createDirect(creator, topic, create);
        });
    }

    private Decision createNamed(UserId creator, WorkspaceRole role, String topic, Command.CreateChannel create) {
        if (role == WorkspaceRole.GUEST) {
            return Draft.refused(Refusals.denied("guests may not create channels"));
        }
        if (!create.peers().isEmpty()) {
            return Draft.refused(Refusals.invalid(
                    "peer_ids has " + create.peers().size() + " entries; expected none but for direct messages"));
        }
        if (create.name().isEmpty()) {
            return Draft.refused(Refusals.invalid("name is absent; expected one but for direct messages"));
        }
        return freeName(create.workspaceId(), create.name().get()).then(name -> {
            Draft draft = new Draft(turn);
            Channel channel = newChannel(draft, creator, create, Optional.of(name), topic, List.of());
            Arrivals.enter(draft, channel, creator, ChannelRole.OWNER);
            return draft.accepted(channel);
        });
    }

    /** Names of private channels count too: that the name is taken is all that can be learned of one. */
    private Checked<String> freeName(WorkspaceId workspace, String wanted) {
        return Values.channelName(wanted)
                .and(name -> Checked.of(
                        name, sight.world().channelByName(workspace, name).isEmpty(), () -> Refusals.nameTaken(name)));
    }

    private Decision createDirect(UserId creator, String topic, Command.CreateChannel create) {
        if (create.name().isPresent()) {
            return Draft.refused(Refusals.invalid(
                    "name is " + Refusals.quoted(create.name().get()) + "; expected none for a direct message"));
        }
        TreeSet<UserId> people = new TreeSet<>(create.peers());
        people.add(creator);
        Optional<Rejection> wrong = wrongPeople(create, people.size());
        if (wrong.isPresent()) {
            return Draft.refused(wrong.get());
        }
        for (UserId peer : people) {
            if (sight.world().workspaceRole(create.workspaceId(), peer).isEmpty()) {
                return Draft.refused(notInWorkspace(peer, create.workspaceId()));
            }
        }
        Optional<Channel> existing = sight.world().directChannel(create.workspaceId(), people);
        if (existing.isPresent()) {
            return Draft.unchanged(existing.get());
        }
        for (UserId peer : people) {
            if (sight.world().user(peer).filter(User::active).isEmpty()) {
                return Draft.refused(Refusals.deactivated(peer));
            }
        }
        Draft draft = new Draft(turn);
        Channel channel = newChannel(draft, creator, create, Optional.empty(), topic, List.copyOf(people));
        return draft.add(new Event.ChannelAdded(channel, channel.memberIds())).accepted(channel);
    }

    /** @param people how many different ones, the creator included */
    private static Optional<Rejection> wrongPeople(Command.CreateChannel create, int people) {
        int peers = create.peers().size();
        if (create.kind() == ChannelKind.DM) {
            return peers == 1
                    ? Optional.empty()
                    : Optional.of(
                            Refusals.invalid("peer_ids has " + peers + " entries; expected exactly one for a dm"));
        }
        if (people > DomainLimits.GROUP_DM_MEMBERS_MAX) {
            return Optional.of(new Rejection(
                    Reason.TOO_MANY_MEMBERS,
                    "a group_dm of " + people + " people was asked for; at most " + DomainLimits.GROUP_DM_MEMBERS_MAX
                            + " are allowed, the caller included"));
        }
        return people >= 3
                ? Optional.empty()
                : Optional.of(Refusals.invalid("peer_ids names " + (people - 1) + " other people; expected 2 to "
                        + (DomainLimits.GROUP_DM_MEMBERS_MAX - 1) + " for a group_dm"));
    }

    private Channel newChannel(
            Draft draft,
            UserId creator,
            Command.CreateChannel create,
            Optional<String> name,
            String topic,
            List<UserId> people) {
        return new Channel(
                turn.ids().newChannel(),
                create.workspaceId(),
                create.kind(),
                name,
                topic,
                creator,
                turn.now(),
                Optional.empty(),
                people,
                0,
                0,
                draft.next());
    }

    /** That somebody exists is said only to those who know them from elsewhere. */
    private Rejection notInWorkspace(UserId user, WorkspaceId workspace) {
        return sight.user(user).isPresent() ? Refusals.notInWorkspace(user, workspace) : Refusals.noUser(user);
    }

    // Changing one

    private Decision update(Channel channel, Command.UpdateChannel update) {
        if (update.name().isPresent()) {
            if (channel.kind().direct()) {
                return Draft.refused(Refusals.directFixed(channel.id()));
            }
            if (!sight.manages(channel)) {
                return Draft.refused(managersOnly(channel.id()));
            }
        }
        if (update.topic().isPresent() && sight.roleIn(channel.id()).isEmpty() && !sight.manages(channel)) {
            return Draft.refused(Refusals.membersOnly(channel.id()));
        }
        return name(channel, update).then(name -> topic(channel, update).then(topic -> describe(channel, name, topic)));
    }

    private Checked<Optional<String>> name(Channel channel, Command.UpdateChannel update) {
        if (update.name().isEmpty()) {
            return new Checked.Passed<>(channel.name());
        }
        return Values.channelName(update.name().get())
                .and(name -> Checked.of(
                        Optional.of(name),
                        sight.world()
                                .channelByName(channel.workspaceId(), name)
                                .filter(other -> !other.id().equals(channel.id()))
                                .isEmpty(),
                        () -> Refusals.nameTaken(name)));
    }

    private static Checked<String> topic(Channel channel, Command.UpdateChannel update) {
        return update.topic()
                .map(topic -> Values.line("topic", topic, DomainLimits.TOPIC_MAX))
                .orElseGet(() -> new Checked.Passed<>(channel.topic()));
    }

    private Decision describe(Channel channel, Optional<String> name, String topic) {
        if (name.equals(channel.name()) && topic.equals(channel.topic())) {
            return Draft.unchanged(channel);
        }
        Draft draft = new Draft(turn);
        return draft.accepted(draft.change(ver -> channel.described(name, topic, ver), Event.ChannelUpdated::new));
    }

    private Decision archive(Channel channel) {
        if (channel.archived()) {
            return Draft.unchanged(channel);
        }
        Draft draft = new Draft(turn);
        return draft.accepted(
                draft.change(ver -> channel.archived(Optional.of(turn.now()), ver), Event.ChannelArchived::new));
    }

    private Decision unarchive(Channel channel) {
        if (!channel.archived()) {
            return Draft.unchanged(channel);
        }
        Draft draft = new Draft(turn);
        return draft.accepted(draft.change(ver -> channel.archived(Optional.empty(), ver), Event.ChannelUpdated::new));
    }

    // Coming and going

    private Decision join(Channel channel, UserId user) {
        if (sight.roleIn(channel.id()).isPresent()) {
            return Draft.unchanged(channel);
        }
        if (sight.roleIn(channel.workspaceId()).isEmpty()) {
            return Draft.refused(Refusals.notInWorkspace(user, channel.workspaceId()));
        }
        if (!sight.browses(channel.workspaceId())) {
            return Draft.refused(Refusals.denied("guests may not join channels, only be added"));
        }
        if (channel.archived()) {
            return Draft.refused(Refusals.archived(channel.id()));
        }
        Draft draft = new Draft(turn);
        Arrivals.enter(draft, channel, user, ChannelRole.MEMBER);
        return draft.accepted(channel);
    }

    private Decision add(Channel channel, UserId user) {
        if (sight.world().workspaceRole(channel.workspaceId(), user).isEmpty()) {
            return Draft.refused(notInWorkspace(user, channel.workspaceId()));
        }
        if (sight.world().channelRole(channel.id(), user).isPresent()) {
            return Draft.unchanged(Entity.NONE);
        }
        if (channel.archived()) {
            return Draft.refused(Refusals.archived(channel.id()));
        }
        if (sight.world().user(user).filter(User::active).isEmpty()) {
            return Draft.refused(Refusals.deactivated(user));
        }
        Draft draft = new Draft(turn);
        Arrivals.enter(draft, channel, user, ChannelRole.MEMBER);
        return draft.accepted(Entity.NONE);
    }

    /** Not being in it is fine, and says nothing of whether such a user exists. */
    private Decision leave(Channel channel, UserId user) {
        if (sight.world().channelRole(channel.id(), user).isEmpty()) {
            return Draft.unchanged(Entity.NONE);
        }
        Draft draft = new Draft(turn);
        Arrivals.leave(draft, channel.id(), user);
        return draft.accepted(Entity.NONE);
    }

    private Decision setRole(Channel channel, UserId user, ChannelRole role) {
        Optional<ChannelRole> present = sight.world().channelRole(channel.id(), user);
        if (present.isEmpty()) {
            return Draft.refused(new Rejection(
                    Reason.USER_NOT_FOUND, "user " + user + " is not a member of channel " + channel.id()));
        }
        if (present.get() == role) {
            return Draft.unchanged(channel);
        }
        Draft draft = new Draft(turn).add(new Effect.ChannelRoleSet(channel.id(), user, role));
        return draft.accepted(draft.change(channel::changedAt, Event.ChannelUpdated::new));
    }
}
