package collab.archive;

import collab.api.ChannelListParams;
import collab.api.ChannelView;
import collab.api.UserCreateParams;
import collab.api.UserView;
import collab.api.UsersListParams;
import collab.api.UsersListResult;
import collab.api.WorkspaceCreateParams;
import collab.api.WorkspaceListParams;
import collab.api.WorkspaceMembersAddParams;
import collab.api.WorkspaceView;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The existing workspaces, people and channels of the server, by name. What is missing is created with an {@code op_id}
 * derived from its name, so that a repeated import creates nothing twice.
 */
final class TargetDirectory {
    private static final int PAGE = 200;

    private final CollabClient client;
    private final ImportReport report;
    private final String run;
    private final Map<String, Long> workspaces = new HashMap<>();
    private final Map<String, UserView> people = new HashMap<>();
    private final Map<Long, Set<Long>> members = new HashMap<>();
    private final Map<Long, Map<String, ChannelView>> channels = new HashMap<>();

    /** @param run identifies this import in its operation ids */
    TargetDirectory(CollabClient client, ImportReport report, String run) {
        this.client = client;
        this.report = report;
        this.run = run;
        for (WorkspaceView workspace :
                client.workspaceList(WorkspaceListParams.of()).workspaces()) {
            workspaces.putIfAbsent(workspace.name(), workspace.id());
            readPeople(workspace.id());
        }
    }

    private void readPeople(long workspaceId) {
        UsersListParams next = UsersListParams.of(workspaceId).withLimit(PAGE);
        while (true) {
            UsersListResult page = client.usersList(next);
            for (UserView user : page.users()) {
                people.put(user.username(), user);
                members.computeIfAbsent(workspaceId, _ -> new HashSet<>()).add(user.id());
            }
            if (page.nextAfterId().isEmpty()) return;
            next = next.withAfterId(page.nextAfterId().get());
        }
    }

    long workspace(String name) {
        return workspaces.computeIfAbsent(name, missing -> {
            report.count("workspaces created", 1);
            return client.workspaceCreate(WorkspaceCreateParams.of(missing).withOpId(opId("workspace", missing)))
                    .workspace()
                    .id();
        });
    }

    /** Empty when there is such a user whom the caller may not see. */
    Optional<UserView> person(String username, String displayName) {
        UserView known = people.get(username);
        if (known != null) return Optional.of(known);
        try {
            UserView made = client.userCreate(
                            UserCreateParams.of(username, displayName).withOpId(opId("person", username)))
                    .user();
            // A deactivated user was created by an earlier run of this import, whose operation this call repeats.
            if (made.deactivatedAt().isEmpty()) report.count("people created", 1);
            people.put(username, made);
            return Optional.of(made);
        } catch (CollabException.Conflict taken) {
            return Optional.empty();
        }
    }

    /** A user who is already a member keeps their role. */
    void join(long workspaceId, long userId) {
        if (!members.computeIfAbsent(workspaceId, _ -> new HashSet<>()).add(userId)) return;
        client.workspaceMembersAdd(WorkspaceMembersAddParams.of(workspaceId, userId));
        report.count("people who joined", 1);
    }

    Optional<ChannelView> channel(long workspaceId, String name) {
        return Optional.ofNullable(channels(workspaceId).get(name));
    }

    void made(ChannelView channel) {
        report.count("channels created", 1);
        channel.name().ifPresent(name -> channels(channel.workspaceId()).put(name, channel));
    }

    private Map<String, ChannelView> channels(long workspaceId) {
        return channels.computeIfAbsent(workspaceId, id -> {
            Map<String, ChannelView> byName = new HashMap<>();
            for (ChannelView channel :
                    client.channelList(ChannelListParams.of(id)).channels()) {
                channel.name().ifPresent(name -> byName.put(name, channel));
            }
            return byName;
        });
    }

    /** The same id for the same thing of the same import. */
    String opId(String kind, String what) {
        return "import:" + hash(run, kind, what);
    }

    static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
