package collab.archive;

import collab.api.ChannelKindView;
import collab.api.ChannelNameInUseView;
import collab.api.ImportTargetView;
import collab.archive.ImportDecision.Action;
import collab.archive.ImportDecision.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Decides what each channel and conversation of an archive becomes, after its workspaces and people are decided. A name
 * connects only two public channels.
 */
final class ChannelMapper {
    private static final int CONVERSATION_MAX = 9;
    private static final String GENERAL = "general";

    private final TargetNames names;
    private final ArchiveSurvey survey;
    private final ImportPlan plan;
    private final Map<String, Set<String>> channelMembers;

    /** @param plan contains the workspaces and people; receives the channels */
    ChannelMapper(TargetNames names, ArchiveSurvey survey, ImportPlan plan) {
        this.names = names;
        this.survey = survey;
        this.plan = plan;
        this.channelMembers = survey.channelMembers();
    }

    void channels() {
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
     * A direct message without a workspace belongs to the workspace in which most of its people are members. No user is
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
                                .flatMap(channel -> Stream.of(channel.key(), privateKey(channel)))
                                .map(ImportPlan::key)
                                .distinct()
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
            } else {
                ImportTargetView separate = found.get(ImportPlan.key(privateKey(channel)));
                boolean apart = separate != null || (before != null && isMorePrivate(channel, before, id, used));
                String key = apart ? privateKey(channel) : channel.key();
                ImportTargetView same = apart ? separate : before;
                if (same == null) named(new Location(workspace, key, id), channel, used, planned);
                else found(workspace, key, channel, same);
            }
        }
    }

    private void found(String workspace, String key, ArchiveEntry.Channel channel, ImportTargetView before) {
        plan.add(
                channel,
                new ImportPlan.Named(
                        workspace, key, before.name(), before.complete().orElse(false)));
        decide(
                "channel",
                new Source(channel.key(), channel.name()),
                Action.FOUND,
                before.name(),
                "imported before from the same source");
    }

    /** Whether the channel is not public in the source, and the one that an earlier import filled is public. */
    private boolean isMorePrivate(
            ArchiveEntry.Channel channel,
            ImportTargetView before,
            Optional<Long> id,
            Map<String, ChannelNameInUseView> used) {
        if (channel.kind() == ArchiveEntry.Kind.PUBLIC) return false;
        id.ifPresent(known -> names.channelNames(known, List.of(before.name()), used));
        ChannelNameInUseView here = used.get(before.name());
        return here != null && here.kind() == ChannelKindView.PUBLIC;
    }

    /** Identifies what a channel becomes after it was public in an earlier import and no longer is in the source. */
    private static String privateKey(ArchiveEntry.Channel channel) {
        return channel.kind() == ArchiveEntry.Kind.PUBLIC ? channel.key() : channel.key() + " private";
    }

    /** The workspace in which a channel is, and its key in later imports. */
    private record Location(String workspace, String key, Optional<Long> id) {}

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
            Location at, ArchiveEntry.Channel channel, Map<String, ChannelNameInUseView> used, Set<String> planned) {
        String fitted = channelName(channel);
        boolean exact = channel.kind() != ArchiveEntry.Kind.DIRECT && fitted.equalsIgnoreCase(channel.name());
        at.id().ifPresent(known -> names.channelNames(known, List.of(fitted), used));
        Source from = new Source(channel.key(), channel.name());
        ChannelNameInUseView here = used.get(fitted);
        if (exact
                && channel.kind() == ArchiveEntry.Kind.PUBLIC
                && here != null
                && here.joinable()
                && (here.empty() || !hasGuests(at.workspace(), channel))
                && planned.add(fitted)) {
            plan.add(channel, new ImportPlan.Named(at.workspace(), at.key(), fitted, false));
            decide("channel", from, Action.JOINED, fitted, "a public channel here has exactly this name");
            return;
        }
        String name = fitted;
        for (int number = 2; used.containsKey(name) || planned.contains(name); number++) {
            name = FittedValue.channelName(fitted, number);
            String next = name;
            at.id().ifPresent(known -> names.channelNames(known, List.of(next), used));
        }
        planned.add(name);
        plan.add(channel, new ImportPlan.Named(at.workspace(), at.key(), name, false));
        decide(
                "channel",
                from,
                name.equalsIgnoreCase(channel.name()) ? Action.CREATED : Action.RENAMED,
                name,
                at.key().equals(channel.key())
                        ? why(channel, fitted, name)
                        : "no longer public in the source; the channel of the earlier import is public and gets no more"
                                + " messages");
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
