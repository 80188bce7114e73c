package collab.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The workspaces, people, channels and memberships of an archive, from one complete reading: names are decided before
 * anything is written. People who are named but not listed become accounts of kind {@link
 * ArchiveEntry.Account#UNLISTED}.
 */
final class ArchiveSurvey {
    final Map<String, ArchiveEntry.Workspace> workspaces = new LinkedHashMap<>();
    final Map<String, ArchiveEntry.Person> people = new LinkedHashMap<>();
    final Map<String, ArchiveEntry.Channel> channels = new LinkedHashMap<>();
    final Set<ArchiveEntry.Membership> memberships = new LinkedHashSet<>();

    /** The channels in which each person wrote. */
    final Map<String, Set<String>> wroteIn = new LinkedHashMap<>();

    long posts;

    void take(ArchiveEntry entry) {
        switch (entry) {
            case ArchiveEntry.Workspace workspace -> workspaces.putIfAbsent(workspace.key(), workspace);
            case ArchiveEntry.Person person -> people.putIfAbsent(person.key(), person);
            case ArchiveEntry.Channel channel -> channels.merge(channel.key(), channel, ArchiveSurvey::morePrivate);
            case ArchiveEntry.Membership membership -> memberships.add(membership);
            case ArchiveEntry.Post post -> wrote(post.author(), post.channel());
            case ArchiveEntry.DeletedPost post -> wrote(post.author(), post.id().channel());
            case ArchiveEntry.Skipped _ -> {}
        }
    }

    /** An archive that lists a channel more than once: the most private kind decides. */
    private static ArchiveEntry.Channel morePrivate(ArchiveEntry.Channel first, ArchiveEntry.Channel other) {
        return other.kind().compareTo(first.kind()) > 0 ? other : first;
    }

    private void wrote(String author, String channel) {
        posts++;
        wroteIn.computeIfAbsent(author, _ -> new LinkedHashSet<>()).add(channel);
    }

    /** Adds the people who are named but not listed. */
    void complete() {
        List<String> named = new ArrayList<>(wroteIn.keySet());
        for (ArchiveEntry.Channel channel : channels.values()) {
            if (channel.kind() == ArchiveEntry.Kind.DIRECT) named.addAll(channel.members());
        }
        for (String key : named) {
            people.computeIfAbsent(key, _ -> new ArchiveEntry.Person(key, key, key, ArchiveEntry.Account.UNLISTED));
        }
    }

    /** The role of each member of a workspace. */
    Map<String, ArchiveEntry.Role> members(String workspace) {
        Map<String, ArchiveEntry.Role> members = new LinkedHashMap<>();
        for (ArchiveEntry.Membership membership : memberships) {
            if (membership.channel().isEmpty() && membership.workspace().equals(workspace)) {
                members.putIfAbsent(membership.person(), membership.role());
            }
        }
        return members;
    }

    /** The people who own a channel, by channel. */
    Map<String, Set<String>> channelOwners() {
        Map<String, Set<String>> owners = new LinkedHashMap<>();
        for (ArchiveEntry.Membership membership : memberships) {
            if (membership.role() != ArchiveEntry.Role.OWNER) continue;
            membership
                    .channel()
                    .ifPresent(channel -> owners.computeIfAbsent(channel, _ -> new LinkedHashSet<>())
                            .add(membership.person()));
        }
        return owners;
    }

    /** The members of a channel, each once. */
    Map<String, Set<String>> channelMembers() {
        Map<String, Set<String>> members = new LinkedHashMap<>();
        for (ArchiveEntry.Channel channel : channels.values()) {
            members.computeIfAbsent(channel.key(), _ -> new LinkedHashSet<>()).addAll(channel.members());
        }
        for (ArchiveEntry.Membership membership : memberships) {
            membership
                    .channel()
                    .ifPresent(channel -> members.computeIfAbsent(channel, _ -> new LinkedHashSet<>())
                            .add(membership.person()));
        }
        return members;
    }
}
