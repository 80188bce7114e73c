package collab.archive;

import collab.api.ChannelKindView;
import collab.api.ChannelNameInUseView;
import collab.api.ImportTargetView;
import collab.api.UsernameInUseView;
import collab.api.WorkspaceListParams;
import collab.api.WorkspaceView;
import collab.archive.ImportDecision.Action;
import collab.archive.ImportDecision.Source;
import collab.client.CollabClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides what each workspace, person, channel and conversation of an archive becomes, before anything is written. The
 * identity in the source decides; a name connects only two people with exactly the same username, and two public channels
 * with exactly the same name. Two people of an archive never become one account.
 */
final class IdentityMapper {
    private static final int CONVERSATION_MAX = 9;
    private static final String GENERAL = "general";

    private final CollabClient client;
    private final ArchiveSurvey survey;
    private final Optional<String> workspaceName;
    private final TargetNames names;
    private final Map<String, Set<String>> channelMembers;
    private final ImportPlan plan = new ImportPlan();

    private IdentityMapper(CollabClient client, ArchiveSurvey survey, Optional<String> workspaceName, String source) {
        this.client = client;
        this.survey = survey;
        this.workspaceName = workspaceName;
        this.names = new TargetNames(client, source);
        this.channelMembers = survey.channelMembers();
    }

    /** @param workspaceName the workspace into which the caller imports everything */
    static ImportPlan plan(CollabClient client, ArchiveSurvey survey, Optional<String> workspaceName, String source) {
        IdentityMapper mapper = new IdentityMapper(client, survey, workspaceName, source);
        survey.workspaces.values().forEach(mapper::workspace);
        mapper.people();
        mapper.channels();
        return mapper.plan;
    }

    // ---- Workspaces ----

    private void workspace(ArchiveEntry.Workspace workspace) {
        String name =
                FittedValue.name(workspaceName.orElse(workspace.name()), FittedValue.workspaceName(workspace.key()));
        Source from = new Source(workspace.key(), workspace.name());
        // A workspace that the caller names is another target than the one that the archive names.
        String key =
                workspaceName.map(named -> workspace.key() + " as " + named).orElse(workspace.key());
        Optional<ImportTargetView> found = names.workspace(ImportPlan.key(key));
        List<WorkspaceView> same = workspaceName.isEmpty()
                ? List.of()
                : client.workspaceList(WorkspaceListParams.of()).workspaces().stream()
                        .filter(other -> other.name().equals(name))
                        .toList();
        if (found.isPresent()) {
            plan.add(workspace, ImportPlan.Target.of(key, found.get()));
            decide("workspace", from, Action.FOUND, found.get().name(), "imported before from the same source");
        } else if (same.size() > 1) {
            throw new IllegalArgumentException("--workspace is " + name + ", the name of " + same.size()
                    + " workspaces; rename all except one, or name a new one");
        } else if (same.size() == 1) {
            plan.add(
                    workspace,
                    new ImportPlan.Target(key, name, Optional.of(same.getFirst().id()), false));
            decide("workspace", from, Action.JOINED, name, "--workspace names this existing workspace");
        } else {
            plan.add(workspace, new ImportPlan.Target(key, name, Optional.empty(), false));
            decide("workspace", from, Action.CREATED, name, "no earlier import of this source; you become its owner");
        }
    }

    // ---- People ----

    private void people() {
        Map<String, ImportTargetView> found = names.people(
                survey.people.keySet().stream().map(ImportPlan::key).toList());
        Map<String, String> fitted = new HashMap<>();
        survey.people
                .values()
                .forEach(person -> fitted.put(person.key(), FittedValue.username(person.username(), person.key())));
        names.readUsernames(fitted.values());
        Set<String> taken = new HashSet<>();
        Set<Long> users = new HashSet<>();
        found.values().forEach(target -> users.add(target.id()));
        // People with an unchanged name first, so that a name that was changed does not take theirs.
        List<ArchiveEntry.Person> order = new ArrayList<>(survey.people.values());
        order.sort(Comparator.comparing(person -> !exact(person, ImportPlan.known(fitted, person.key()))));
        for (ArchiveEntry.Person person : order) {
            ImportTargetView before = found.get(ImportPlan.key(person.key()));
            if (before != null) {
                boolean existed = before.complete().orElse(true);
                plan.add(
                        person,
                        new ImportPlan.Account(
                                before.name(),
                                Optional.of(before.id()),
                                existed ? ImportPlan.Origin.HERE_AND_IMPORTED : ImportPlan.Origin.IMPORTED,
                                before.active().orElse(true)));
                decide("person", from(person), Action.FOUND, before.name(), "imported before from the same source");
            } else {
                person(person, ImportPlan.known(fitted, person.key()), taken, users);
            }
        }
    }

    private static boolean exact(ArchiveEntry.Person person, String fitted) {
        return person.account().isPerson() && fitted.equalsIgnoreCase(person.username());
    }

    private static Source from(ArchiveEntry.Person person) {
        return new Source(person.key(), person.username());
    }

    private void person(ArchiveEntry.Person person, String fitted, Set<String> taken, Set<Long> users) {
        Optional<UsernameInUseView> inUse = names.username(fitted);
        boolean exact = exact(person, fitted);
        boolean same = exact
                && inUse.flatMap(UsernameInUseView::userId).isPresent()
                && inUse.get().active();
        if (same && users.add(inUse.get().userId().orElseThrow())) {
            taken.add(fitted);
            plan.add(person, new ImportPlan.Account(fitted, inUse.get().userId(), ImportPlan.Origin.HERE, true));
            decide("person", from(person), Action.JOINED, fitted, "an account here has exactly this username");
            return;
        }
        String username = fitted;
        for (int number = 2;
                taken.contains(username)
                        || FittedValue.reserved(username)
                        || names.username(username).isPresent();
                number++) {
            username = FittedValue.username(fitted, number);
        }
        taken.add(username);
        plan.add(person, new ImportPlan.Account(username, Optional.empty(), ImportPlan.Origin.NEW, true));
        boolean renamed = !username.equalsIgnoreCase(person.username());
        decide(
                "person",
                from(person),
                renamed ? Action.RENAMED : Action.CREATED,
                username,
                why(person, fitted, username));
    }

    private static String why(ArchiveEntry.Person person, String fitted, String username) {
        String kind = switch (person.account()) {
            case ACTIVE -> "";
            case DEACTIVATED -> "; deactivated as in the source";
            case BOT -> "; a program, which cannot sign in";
            case UNLISTED -> "; not in the list of people of the archive, cannot sign in";
        };
        if (!username.equals(fitted)) return "another account has or reserves the username " + fitted + kind;
        return (fitted.equalsIgnoreCase(person.username())
                        ? "no account has this username"
                        : "fitted to the rules of usernames")
                + kind;
    }

    // ---- Channels ----

    private void channels() {
        Map<String, List<ArchiveEntry.Channel>> byWorkspace = new HashMap<>();
        for (ArchiveEntry.Channel channel : survey.channels.values()) {
            String workspace = workspaceOf(channel);
            if (plan.workspaces.containsKey(workspace)) {
                byWorkspace.computeIfAbsent(workspace, _ -> new ArrayList<>()).add(channel);
            } else {
                decide(
                        "channel",
                        new Source(channel.key(), channel.name()),
                        Action.LEFT_OUT,
                        "",
                        "its workspace is not in the archive");
            }
        }
        for (String workspace : plan.workspaces.keySet()) {
            channels(workspace, byWorkspace.getOrDefault(workspace, List.of()));
        }
    }

    /**
     * A direct message without a workspace belongs to the workspace in which most of its people are members. Nobody is
     * added to that workspace for it.
     */
    private String workspaceOf(ArchiveEntry.Channel channel) {
        if (!channel.workspace().isEmpty()) return channel.workspace();
        return survey.workspaces.keySet().stream()
                .max(Comparator.comparingLong(workspace -> present(workspace, channel)))
                .map(most -> survey.workspaces.keySet().stream()
                        .filter(workspace -> present(workspace, channel) == present(most, channel))
                        .findFirst()
                        .orElse(most))
                .orElse("");
    }

    private long present(String workspace, ArchiveEntry.Channel channel) {
        Set<String> members = plan.members(survey, workspace).keySet();
        return channel.members().stream().distinct().filter(members::contains).count();
    }

    private void channels(String workspace, List<ArchiveEntry.Channel> channels) {
        Optional<Long> id = ImportPlan.known(plan.workspaces, workspace).id();
        Map<String, ImportTargetView> found = id.isPresent()
                ? names.channels(
                        id.get(),
                        channels.stream()
                                .map(channel -> ImportPlan.key(channel.key()))
                                .toList())
                : Map.of();
        Map<String, ChannelNameInUseView> used = new HashMap<>();
        Set<String> planned = new HashSet<>();
        if (id.isEmpty()) { // every workspace is created with this channel
            used.put(GENERAL, new ChannelNameInUseView(GENERAL, ChannelKindView.PUBLIC, true, true));
        }
        List<ArchiveEntry.Channel> order = new ArrayList<>(channels);
        order.sort(Comparator.comparing((ArchiveEntry.Channel channel) -> channel.kind())
                .thenComparing(channel -> !channelName(channel).equalsIgnoreCase(channel.name())));
        for (ArchiveEntry.Channel channel : order) {
            Set<String> people = new TreeSet<>(channel.members());
            ImportTargetView before = found.get(ImportPlan.key(channel.key()));
            if (channel.kind() == ArchiveEntry.Kind.DIRECT && isConversation(people, Optional.ofNullable(before))) {
                conversation(workspace, channel, people);
            } else if (before != null) {
                plan.add(
                        channel,
                        new ImportPlan.Named(
                                workspace, before.name(), before.complete().orElse(false)));
                decide(
                        "channel",
                        new Source(channel.key(), channel.name()),
                        Action.FOUND,
                        before.name(),
                        "imported before from the same source");
            } else {
                named(workspace, id, channel, used, planned);
            }
        }
    }

    /** Notes to self that an earlier release imported as a private channel stay there. */
    private static boolean isConversation(Set<String> people, Optional<ImportTargetView> before) {
        return !people.isEmpty()
                && people.size() <= CONVERSATION_MAX
                && (people.size() > 1
                        || before.map(ImportTargetView::name).orElse("").isEmpty());
    }

    private String channelName(ArchiveEntry.Channel channel) {
        String name = channel.kind() == ArchiveEntry.Kind.DIRECT
                ? "dm-" + String.join("-", usernames(new TreeSet<>(channel.members())))
                : channel.name();
        return FittedValue.channelName(name, channel.key());
    }

    private List<String> usernames(Set<String> people) {
        return people.stream()
                .map(plan.people::get)
                .map(ImportPlan.Account::username)
                .toList();
    }

    private void named(
            String workspace,
            Optional<Long> id,
            ArchiveEntry.Channel channel,
            Map<String, ChannelNameInUseView> used,
            Set<String> planned) {
        String fitted = channelName(channel);
        boolean exact = channel.kind() != ArchiveEntry.Kind.DIRECT && fitted.equalsIgnoreCase(channel.name());
        id.ifPresent(known -> names.channelNames(known, List.of(fitted), used));
        Source from = new Source(channel.key(), channel.name());
        ChannelNameInUseView here = used.get(fitted);
        if (exact
                && channel.kind() == ArchiveEntry.Kind.PUBLIC
                && here != null
                && here.joinable()
                && (here.empty() || !hasGuests(workspace, channel))
                && planned.add(fitted)) {
            plan.add(channel, new ImportPlan.Named(workspace, fitted, false));
            plan.joined.add(channel.key());
            decide("channel", from, Action.JOINED, fitted, "a public channel here has exactly this name");
            return;
        }
        String name = fitted;
        for (int number = 2; used.containsKey(name) || planned.contains(name); number++) {
            name = FittedValue.channelName(fitted, number);
            String next = name;
            id.ifPresent(known -> names.channelNames(known, List.of(next), used));
        }
        planned.add(name);
        plan.add(channel, new ImportPlan.Named(workspace, name, false));
        decide(
                "channel",
                from,
                name.equalsIgnoreCase(channel.name()) ? Action.CREATED : Action.RENAMED,
                name,
                why(channel, fitted, name));
    }

    /** Guests of a public channel would read what other sources have in the channel of that name. */
    private boolean hasGuests(String workspace, ArchiveEntry.Channel channel) {
        Map<String, ArchiveEntry.Role> roles = plan.members(survey, workspace);
        return channelMembers.getOrDefault(channel.key(), Set.of()).stream()
                .anyMatch(person -> roles.get(person) == ArchiveEntry.Role.GUEST);
    }

    private static String why(ArchiveEntry.Channel channel, String fitted, String name) {
        String kind = switch (channel.kind()) {
            case PUBLIC -> "public";
            case PRIVATE -> "private";
            case DIRECT ->
                "a private channel of the people of a direct message of "
                        + channel.members().size();
        };
        if (!name.equals(fitted)) return kind + "; kept apart from the channel with the name " + fitted;
        return fitted.equalsIgnoreCase(channel.name()) || channel.kind() == ArchiveEntry.Kind.DIRECT
                ? kind
                : kind + "; fitted to the rules of names";
    }

    private void conversation(String workspace, ArchiveEntry.Channel channel, Set<String> people) {
        plan.add(channel, new ImportPlan.Between(workspace, Set.copyOf(people)));
        Set<String> members = plan.members(survey, workspace).keySet();
        List<String> outside = usernames(new TreeSet<>(
                people.stream().filter(person -> !members.contains(person)).toList()));
        decide(
                "conversation",
                new Source(channel.key(), ""),
                Action.JOINED,
                String.join(", ", usernames(people)),
                "in the workspace "
                        + ImportPlan.known(plan.workspaces, workspace).name()
                        + (outside.isEmpty()
                                ? ""
                                : "; not members of it and not added: " + String.join(", ", outside)));
    }

    private void decide(String kind, Source from, Action action, String name, String because) {
        plan.decisions.add(new ImportDecision(kind, from, action, name, because));
    }
}
