package collab.domain.rules;

import collab.domain.Command;
import collab.domain.Decision;
import collab.domain.Effect;
import collab.domain.Event;
import collab.domain.Rejection;
import collab.domain.access.AccessPolicy;
import collab.domain.access.DomainLimits;
import collab.domain.access.ImportIdentities;
import collab.domain.access.InputValidation;
import collab.domain.access.Rejections;
import collab.domain.access.Validated;
import collab.domain.id.UserId;
import collab.domain.id.WorkspaceId;
import collab.domain.model.Channel;
import collab.domain.model.ChannelKind;
import collab.domain.model.ChannelMember;
import collab.domain.model.ChannelRole;
import collab.domain.model.Entity;
import collab.domain.model.Right;
import collab.domain.model.SourceIdentity;
import collab.domain.model.User;
import collab.domain.model.Workspace;
import collab.domain.model.WorkspaceRole;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules for the workspaces, people and channels of an archive. They are identified by their identity in the source; a
 * name never connects a private channel with another channel. The importing user becomes a member of nothing, except
 * the owner of a workspace that the import creates.
 */
record ImportTargetRules(AccessPolicy policy, DecisionContext context) {

    Decision decide(Command.OfImport command) {
        return switch (command) {
            case Command.ImportWorkspace workspace ->
                allowed(policy.holds(Right.WORKSPACE_MANAGE)).then(_ -> workspace(workspace));
            case Command.ImportPeople people ->
                allowed(policy.holds(Right.WORKSPACE_MANAGE)).then(_ -> people(people));
            case Command.ImportChannel channel ->
                policy.personOrRejection()
                        .then(importer -> policy.workspaceOrRejection(
                                        channel.at().workspaceId())
                                .then(workspace -> allowed(policy.holds(Right.WORKSPACE_MANAGE, workspace.id()))
                                        .then(_ -> channel(workspace, channel, importer))));
        };
    }

    private static Validated<Boolean> allowed(boolean holds) {
        return Validated.of(
                true, holds, () -> Rejections.denied("only holders of the right workspace_manage may import"));
    }

    private ImportIdentities identities() {
        return new ImportIdentities(policy.world());
    }

    // ---- Workspaces ----

    private Decision workspace(Command.ImportWorkspace command) {
        SourceIdentity identity = SourceIdentity.ofWorkspace(command.source(), command.key());
        if (command.existing().isPresent()) {
            return policy.workspaceOrRejection(command.existing().get())
                    .then(workspace -> known(identity, workspace.id(), command));
        }
        Optional<Workspace> found = identities().workspace(command.source(), command.key());
        if (found.isPresent()) {
            return known(identity, found.get().id(), command);
        }
        return policy.personOrRejection()
                .and(policy::userOrRejection)
                .then(creator -> InputValidation.name("name", command.name()).then(name -> {
                    EventBuilder events = new EventBuilder(context);
                    Workspace workspace = WorkspaceRules.create(events, context, creator, name);
                    return events.add(identified(identity, workspace.id().value()))
                            .accepted(Entity.NONE);
                }));
    }

    /** An import of this server's own archive never was incomplete: its members were here. */
    private Decision known(SourceIdentity identity, WorkspaceId workspace, Command.ImportWorkspace command) {
        Optional<SourceIdentity.Target> before =
                policy.world().importTarget(identity).filter(target -> target.id() == workspace.value());
        boolean own = before.isEmpty()
                && identities()
                        .workspace(command.source(), command.key())
                        .filter(found -> found.id().equals(workspace))
                        .isPresent();
        boolean complete = command.complete()
                || own
                || before.filter(SourceIdentity.Target::complete).isPresent();
        SourceIdentity.Target next = new SourceIdentity.Target(workspace.value(), complete);
        return before.equals(Optional.of(next))
                ? EventBuilder.unchanged(Entity.NONE)
                : new EventBuilder(context)
                        .add(new Effect.SourceIdentified(identity, next))
                        .accepted(Entity.NONE);
    }

    // ---- People ----

    private Decision people(Command.ImportPeople command) {
        EventBuilder events = new EventBuilder(context);
        Set<String> taken = new HashSet<>();
        for (Command.ImportPeople.ArchivedPerson person : command.people()) {
            if (identities().person(command.source(), person.key()).isPresent()) {
                continue;
            }
            Validated<UserId> id = person.existing().isPresent()
                    ? policy.userOrRejection(person.existing().get()).and(user -> new Validated.Passed<>(user.id()))
                    : create(events, person, taken);
            switch (id) {
                case Validated.Failed<UserId>(Rejection why) -> {
                    return EventBuilder.rejected(why);
                }
                case Validated.Passed<UserId>(UserId user) ->
                    events.add(new Effect.SourceIdentified(
                            SourceIdentity.ofPerson(command.source(), person.key()),
                            new SourceIdentity.Target(
                                    user.value(), person.existing().isPresent())));
            }
        }
        return events.accepted(Entity.NONE);
    }

    /** @param taken the usernames of accounts that this command creates */
    private Validated<UserId> create(
            EventBuilder events, Command.ImportPeople.ArchivedPerson person, Set<String> taken) {
        return Validated.of(
                        person,
                        policy.holds(Right.ADMIN),
                        () -> Rejections.denied("only administrators may create accounts"))
                .and(_ -> InputValidation.username(person.username()))
                .and(username -> Validated.of(
                        username,
                        policy.world().userByName(username).isEmpty()
                                && policy.world().groupByName(username).isEmpty()
                                && taken.add(username),
                        () -> Rejections.nameTaken(username)))
                .and(username -> InputValidation.name("display_name", person.displayName())
                        .and(display -> {
                            UserId id = context.ids().newUser();
                            events.change(
                                    ver -> User.created(id, username, display, context.now(), ver),
                                    Event.UserUpdated::new);
                            return new Validated.Passed<>(id);
                        }));
    }

    // ---- Channels ----

    /** Where and by whom a channel is created. */
    private record Creation(WorkspaceId workspace, UserId importer) {}

    private Decision channel(Workspace workspace, Command.ImportChannel command, UserId importer) {
        SourceIdentity identity = SourceIdentity.ofChannel(
                workspace.id(), command.at().source(), command.at().key());
        Optional<Channel> known = identities().channel(workspace.id(), identity.source(), identity.key());
        Optional<SourceIdentity.Target> target =
                policy.world().importTarget(identity).filter(_ -> known.isPresent());
        boolean exposes = command.channel().kind() != ChannelKind.PUBLIC
                && known.filter(channel -> channel.kind() == ChannelKind.PUBLIC).isPresent();
        if (exposes) {
            return EventBuilder.rejected(
                    Rejections.invalid("kind is " + command.channel().kind()
                            + ", and the channel that this key identifies is public; import it with another key"));
        }
        EventBuilder events = new EventBuilder(context);
        if (known.isPresent() && target.isEmpty()) {
            return own(events, known.get());
        }
        return known.<Validated<Channel>>map(Validated.Passed::new)
                .orElseGet(() -> create(events, new Creation(workspace.id(), importer), command.channel()))
                .then(channel -> {
                    boolean closed =
                            target.map(SourceIdentity.Target::complete).orElseGet(() -> existsWithMessages(channel));
                    SourceIdentity.Target next =
                            new SourceIdentity.Target(channel.id().value(), closed || command.complete());
                    if (!target.equals(Optional.of(next))) {
                        events.add(new Effect.SourceIdentified(identity, next));
                    }
                    if (!closed || channel.kind() == ChannelKind.PUBLIC || policy.reads(channel)) {
                        boolean guests = !closed && policy.world().importSources(channel.id()) <= 1;
                        join(events, channel, command, closed, guests);
                    }
                    return archive(events, channel, command);
                });
    }

    private boolean existsWithMessages(Channel channel) {
        return policy.world()
                .channel(channel.id())
                .filter(existing -> !policy.world().isEmpty(existing.id()))
                .isPresent();
    }

    /** A channel of this server in an archive of this server: the caller needs access, and its members stay. */
    private Decision own(EventBuilder events, Channel channel) {
        if (channel.kind().direct()) {
            return EventBuilder.rejected(Rejections.directFixed(channel.id()));
        }
        return policy.channelOrRejection(channel.id()).then(_ -> events.accepted(Entity.NONE));
    }

    /** Archives a channel that is archived in the source, if this command creates it: members decide about one that existed. */
    private Decision archive(EventBuilder events, Channel channel, Command.ImportChannel command) {
        boolean created = policy.world().channel(channel.id()).isEmpty();
        if (command.channel().archived() && created) {
            events.change(ver -> channel.archived(Optional.of(context.now()), ver), Event.ChannelArchived::new);
        }
        return events.accepted(Entity.NONE);
    }

    /** A public channel without guests may exist: its readers read both. Otherwise the name must be free. */
    private Validated<Channel> create(
            EventBuilder events, Creation creation, Command.ImportChannel.ArchivedChannel imported) {
        if (imported.kind().direct()) {
            return new Validated.Failed<>(Rejections.invalid("kind is " + imported.kind()
                    + "; expected public or private. A direct message is imported with its messages"));
        }
        return InputValidation.channelName(imported.name())
                .and(name -> InputValidation.line("topic", imported.topic(), DomainLimits.TOPIC_MAX)
                        .and(topic -> {
                            Optional<Channel> same = policy.world().channelByName(creation.workspace(), name);
                            if (same.isEmpty()) {
                                return new Validated.Passed<>(create(
                                        events,
                                        creation,
                                        imported.kind(),
                                        new Channel.Description(Optional.of(name), topic)));
                            }
                            boolean joins = imported.kind() == ChannelKind.PUBLIC
                                    && identities().joinable(same.get());
                            return Validated.of(same.get(), joins, () -> Rejections.nameTaken(name))
                                    .and(channel -> new Validated.Passed<>(described(events, channel, topic)));
                        }));
    }

    /** A channel without a message and a topic, as each new workspace has one, takes the topic of the archive. */
    private Channel described(EventBuilder events, Channel channel, String topic) {
        boolean takes =
                channel.topic().isEmpty() && !topic.isEmpty() && policy.world().isEmpty(channel.id());
        return takes
                ? events.change(ver -> channel.described(channel.name(), topic, ver), Event.ChannelUpdated::new)
                : channel;
    }

    private Channel create(EventBuilder events, Creation creation, ChannelKind kind, Channel.Description description) {
        Channel channel = Channel.created(
                new Channel.Identity(
                        context.ids().newChannel(), creation.workspace(), kind, creation.importer(), context.now()),
                description,
                List.of(),
                events.next());
        events.add(new Event.ChannelAdded(channel, List.of()));
        return channel;
    }

    /**
     * Adds the active members of the workspace among the people, with the roles of the source. A private channel without
     * an owner gets one from among them.
     *
     * @param closed whether the channel had messages or was imported before: the import adds no owner
     * @param guests whether guests are added: a guest must not read what another source or this server has in the channel
     */
    private void join(
            EventBuilder events, Channel channel, Command.ImportChannel command, boolean closed, boolean guests) {
        List<UserId> people = command.members();
        List<UserId> owners = closed ? List.of() : command.owners();
        boolean owned = channel.kind() == ChannelKind.PUBLIC
                || people.stream().anyMatch(owners::contains)
                || policy.world().channelMembers(channel.id()).stream()
                        .map(ChannelMember::role)
                        .anyMatch(ChannelRole.OWNER::equals);
        for (UserId person : new HashSet<>(people).stream().sorted().toList()) {
            boolean enters = policy.world()
                            .workspaceRole(channel.workspaceId(), person)
                            .filter(role -> guests || role != WorkspaceRole.GUEST)
                            .isPresent()
                    && policy.world().user(person).filter(User::active).isPresent()
                    && policy.world().channelRole(channel.id(), person).isEmpty();
            if (enters) {
                boolean owns = !owned || owners.contains(person);
                MembershipEvents.enter(events, channel, person, owns ? ChannelRole.OWNER : ChannelRole.MEMBER);
                owned = true;
            }
        }
    }

    private static Effect identified(SourceIdentity identity, long target) {
        return new Effect.SourceIdentified(identity, new SourceIdentity.Target(target, false));
    }
}
