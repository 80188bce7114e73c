package collab.archive;

import collab.api.ChannelImportParams;
import collab.api.UserDeactivateParams;
import collab.api.WorkspaceImportParams;
import collab.api.WorkspaceMembersAddParams;
import collab.api.WorkspaceMembersListParams;
import collab.api.WorkspaceMembersListResult;
import collab.api.WorkspaceRoleView;
import collab.client.CollabClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The end of an import: the people of the archive join its workspaces and channels, accounts that are deactivated in the
 * source are deactivated, and the workspaces and channels are marked as complete.
 */
final class MembershipImport {
    private static final int PAGE = 200;
    private static final int MEMBERS_MAX = 1_000;

    private final CollabClient client;
    private final String source;
    private final ArchiveSurvey survey;
    private final ImportPlan plan;
    private final ImportedTargets targets;
    private final ImportProgress progress;

    MembershipImport(
            CollabClient client,
            String source,
            ArchiveSurvey survey,
            ImportPlan plan,
            ImportedTargets targets,
            ImportProgress progress) {
        this.client = client;
        this.source = source;
        this.survey = survey;
        this.plan = plan;
        this.targets = targets;
        this.progress = progress;
    }

    void complete() {
        targets.workspaces().forEach(this::members);
        Map<String, Set<String>> inChannels = survey.channelMembers();
        Map<String, Set<String>> owners = survey.channelOwners();
        for (ArchiveEntry.Channel channel : survey.channels.values()) {
            if (plan.channels.get(channel.key()) instanceof ImportPlan.Named named) {
                members(
                        channel,
                        named,
                        ImportPlan.known(inChannels, channel.key()),
                        owners.getOrDefault(channel.key(), Set.of()));
            }
        }
        survey.people.values().forEach(this::deactivate);
        plan.workspaces.forEach((key, target) ->
                client.workspaceImport(WorkspaceImportParams.of(source, ImportPlan.key(target.key()), target.name())
                        .withWorkspaceId(ImportPlan.known(targets.workspaces(), key))
                        .withComplete(true)));
    }

    /**
     * Adds the members of the archive; a user who is already a member keeps their role. A person whom an earlier, complete
     * import knew is not added again: the members of the workspace may have removed them.
     */
    private void members(String workspace, long workspaceId) {
        Set<Long> present = present(workspaceId);
        boolean again = ImportPlan.known(plan.workspaces, workspace).complete();
        plan.members(survey, workspace).forEach((person, role) -> {
            long user = ImportPlan.known(targets.people(), person);
            ImportPlan.Account account = ImportPlan.known(plan.people, person);
            if (!account.active() || !present.add(user)) return;
            if (again && account.imported()) {
                if (ImportPlan.known(survey.people, person).account().isActive()) {
                    progress.skip(
                            workspace + " " + account.username(),
                            "a member of an earlier import who is no member now; an import adds a person only once");
                }
                return;
            }
            client.workspaceMembersAdd(WorkspaceMembersAddParams.of(workspaceId, user)
                    .withRole(
                            switch (role) {
                                case OWNER -> WorkspaceRoleView.OWNER;
                                case MEMBER -> WorkspaceRoleView.MEMBER;
                                case GUEST -> WorkspaceRoleView.GUEST;
                            }));
            progress.count("people who joined", 1);
        });
    }

    private Set<Long> present(long workspaceId) {
        Set<Long> present = new HashSet<>();
        WorkspaceMembersListParams next =
                WorkspaceMembersListParams.of(workspaceId).withLimit(PAGE);
        while (true) {
            WorkspaceMembersListResult page = client.workspaceMembersList(next);
            page.members().forEach(member -> present.add(member.user().id()));
            if (page.nextAfterId().isEmpty()) return present;
            next = next.withAfterId(page.nextAfterId().get());
        }
    }

    /** Adds the members of a channel who are members of its workspace in the archive. */
    private void members(
            ArchiveEntry.Channel channel, ImportPlan.Named named, Set<String> keys, Set<String> ownerKeys) {
        Set<String> inWorkspace = plan.members(survey, named.workspace()).keySet();
        List<Long> members = new ArrayList<>();
        for (String key : keys) {
            boolean again = named.closed()
                    && plan.people.containsKey(key)
                    && ImportPlan.known(plan.people, key).imported();
            if (again) continue; // an earlier import added them; they or others may have ended that
            if (inWorkspace.contains(key)) members.add(ImportPlan.known(targets.people(), key));
            else if (!survey.people.containsKey(key)) {
                progress.skip(channel.key() + " " + key, "a member of a channel who is not in the archive");
            } else if (ImportPlan.known(survey.people, key).account().isActive()) {
                progress.skip(channel.key() + " " + key, "a member of a channel who is not a member of its workspace");
            }
        }
        if (named.closed() && channel.kind() != ArchiveEntry.Kind.PUBLIC) {
            return; // imported before; its members decide who joins
        }
        List<Long> owners = ownerKeys.stream()
                .map(targets.people()::get)
                .filter(members::contains)
                .limit(MEMBERS_MAX)
                .toList();
        ChannelImportParams params = owners.isEmpty()
                ? targets.params(channel, named)
                : targets.params(channel, named).withOwnerIds(owners);
        for (int from = 0; from < members.size() - MEMBERS_MAX; from += MEMBERS_MAX) {
            client.channelImport(params.withUserIds(members.subList(from, from + MEMBERS_MAX)));
        }
        int last = members.isEmpty() ? 0 : (members.size() - 1) / MEMBERS_MAX * MEMBERS_MAX;
        if (channel.archived()) {
            progress.skip(
                    channel.key() + " " + named.name(),
                    "an archived channel of the source; it is archived here if an import created it");
        }
        client.channelImport(
                params.withUserIds(members.subList(last, members.size())).withComplete(true));
    }

    /** Deactivates the accounts that this import created for people who are deactivated in the source, and for programs. */
    private void deactivate(ArchiveEntry.Person person) {
        switch (plan.deactivation(person)) {
            case NONE -> {}
            case DEACTIVATED ->
                client.userDeactivate(UserDeactivateParams.of(ImportPlan.known(targets.people(), person.key())));
            case LEFT ->
                progress.skip(
                        person.key() + " "
                                + ImportPlan.known(plan.people, person.key()).username(),
                        "the deactivation of an account that existed before this import; it can be in use here");
        }
    }
}
