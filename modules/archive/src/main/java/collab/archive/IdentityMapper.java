package collab.archive;

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
import java.util.function.Function;

/**
 * Decides what each workspace, person, channel and conversation of an archive becomes, before anything is written. The
 * identity in the source decides; a name connects only two people with exactly the same username, and two public channels
 * with exactly the same name. Two people of an archive never become one account.
 */
final class IdentityMapper {
    private final Function<String, List<WorkspaceView>> workspacesNamed;
    private final ArchiveSurvey survey;
    private final Optional<String> workspaceName;
    private final TargetNames names;
    private final ImportPlan plan = new ImportPlan();

    private IdentityMapper(
            Function<String, List<WorkspaceView>> workspacesNamed,
            TargetNames names,
            ArchiveSurvey survey,
            Optional<String> workspaceName) {
        this.workspacesNamed = workspacesNamed;
        this.names = names;
        this.survey = survey;
        this.workspaceName = workspaceName;
    }

    /** @param workspaceName the workspace into which the caller imports everything */
    static ImportPlan plan(CollabClient client, ArchiveSurvey survey, Optional<String> workspaceName, String source) {
        return plan(
                name -> client.workspaceList(WorkspaceListParams.of()).workspaces().stream()
                        .filter(other -> other.name().equals(name))
                        .toList(),
                new TargetNames(client, source),
                survey,
                workspaceName);
    }

    static ImportPlan plan(
            Function<String, List<WorkspaceView>> workspacesNamed,
            TargetNames names,
            ArchiveSurvey survey,
            Optional<String> workspaceName) {
        IdentityMapper mapper = new IdentityMapper(workspacesNamed, names, survey, workspaceName);
        survey.workspaces.values().forEach(mapper::workspace);
        mapper.people();
        new ChannelMapper(names, survey, mapper.plan).channels();
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
        List<WorkspaceView> same = workspaceName.isEmpty() ? List.of() : workspacesNamed.apply(name);
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
        return person.account().joinsByName() && fitted.equalsIgnoreCase(person.username());
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
            case OUTSIDE -> "; of another workspace of the source, so the username identifies no account here";
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

    private void decide(String kind, Source from, Action action, String name, String because) {
        plan.decisions.add(new ImportDecision(kind, from, action, name, because));
    }
}
