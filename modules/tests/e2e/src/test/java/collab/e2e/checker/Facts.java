package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What is known to have happened: the writes and their responses, and all received events, joined by position. */
final class Facts {
    final List<HistoryEntry.Wrote> writes = new ArrayList<>();
    final Map<String, HistoryEntry.Wrote> byOp = new HashMap<>();
    final MembershipHistory memberships = new MembershipHistory();
    final Map<String, SocketHistory> tabs = new LinkedHashMap<>();

    /** Per position the first event that was received. */
    final TreeMap<Long, HistoryEntry.Received> received = new TreeMap<>();

    /**
     * The positions that members of a channel must receive, whether received or only acknowledged, with that channel.
     */
    final TreeMap<Long, Long> channelPositions = new TreeMap<>();

    /** The positions of {@code channel.added} and {@code channel.removed}, with the write that caused them. */
    final TreeMap<Long, HistoryEntry.Wrote> membershipPositions = new TreeMap<>();

    /** Messages that were deleted or may have been deleted: replays blank their text. */
    final Set<Long> deleted = new HashSet<>();

    /** The last position that is known to be pruned. */
    private long floor;

    /** Acknowledged deletions by message. */
    private final Map<Long, List<HistoryEntry.Wrote>> deletions = new HashMap<>();

    static Facts of(List<HistoryEntry> entries, Findings findings) {
        Facts facts = new Facts();
        entries.forEach(entry -> facts.add(entry, findings));
        facts.conclude();
        return facts;
    }

    private void add(HistoryEntry entry, Findings findings) {
        switch (entry) {
            case HistoryEntry.Wrote wrote -> wrote(wrote, findings);
            case HistoryEntry.Booted booted -> {
                SocketHistory known = tabs.get(booted.tab());
                if (known == null) tabs.put(booted.tab(), new SocketHistory(booted));
                else known.rebooted(booted);
            }
            case HistoryEntry.Opened opened -> tab(opened.tab()).opened();
            case HistoryEntry.Received frame -> {
                tab(frame.tab()).received(frame, findings);
                HistoryEntry.Received first = received.putIfAbsent(frame.seq(), frame);
                if (first != null && !same(first, frame)) {
                    findings.add(ProofRule.ORDER, "position %d has two events: %s and %s", frame.seq(), first, frame);
                }
                if (ofChannel(frame)) channelPositions.put(frame.seq(), frame.channel());
            }
            case HistoryEntry.Resumed resumed -> tab(resumed.tab()).resumed(resumed);
            case HistoryEntry.Pinged ping -> tab(ping.tab()).pinged(ping, findings);
            case HistoryEntry.TabClosed gone -> tab(gone.tab()).left();
            case HistoryEntry.Read _, HistoryEntry.NonMemberRead _, HistoryEntry.StoredChannel _ -> {}
            case HistoryEntry.Called _, HistoryEntry.Reused _, HistoryEntry.Revoked _ -> {}
            case HistoryEntry.Demanded _, HistoryEntry.Occurred _, HistoryEntry.Calm _, HistoryEntry.Failed _ -> {}
            case HistoryEntry.Pruned pruned -> floor = Math.max(floor, pruned.floor());
            case HistoryEntry.ResumeFailed failed -> resumeFailed(failed, findings);
            case HistoryEntry.Presence _, HistoryEntry.Ended _, HistoryEntry.Stalled _ -> {}
            case HistoryEntry.NewEpoch _ -> {}
            case HistoryEntry.Planned _, HistoryEntry.Fault _, HistoryEntry.Healed _, HistoryEntry.Scraped _ -> {}
        }
    }

    private SocketHistory tab(String name) {
        SocketHistory tab = tabs.get(name);
        if (tab == null) throw new IllegalArgumentException("the history has no boot of socket " + name);
        return tab;
    }

    private void wrote(HistoryEntry.Wrote wrote, Findings findings) {
        writes.add(wrote);
        HistoryEntry.Wrote before = byOp.putIfAbsent(wrote.op(), wrote);
        if (before != null) findings.add(ProofRule.TWICE, "one operation, two responses: %s and %s", before, wrote);
        if (wrote.outcome() == Outcome.UNKNOWN) findings.add(ProofRule.RECOVERY, "no response: %s", wrote);
        if (wrote.action() == Action.DELETE && wrote.outcome() != Outcome.REFUSED) deleted.add(wrote.message());
        if (wrote.outcome() == Outcome.OK && wrote.action() == Action.DELETE) {
            deletions
                    .computeIfAbsent(wrote.message(), message -> new ArrayList<>())
                    .add(wrote);
        }
        if (wrote.outcome() == Outcome.OK && wrote.action() != Action.CREATE) {
            channelPositions.put(wrote.seq(), wrote.channel());
        }
    }

    /** Within a part of the history the log is not replaced, so every position that is not pruned is valid. */
    private void resumeFailed(HistoryEntry.ResumeFailed failed, Findings findings) {
        boolean pruned = failed.reason().equals("too_old") && tab(failed.tab()).position() < floor;
        if (pruned) return;
        findings.add(ProofRule.RESUME, "%s: the gateway rejected a valid position: %s", failed.tab(), failed);
    }

    private void conclude() {
        writes.stream()
                .filter(wrote -> wrote.outcome() == Outcome.OK)
                .sorted(Comparator.comparingLong(HistoryEntry.Wrote::seq))
                .forEach(wrote -> {
                    // the last event of a join or leave names the channel, the one before it the user
                    switch (wrote.action()) {
                        case CREATE -> memberships.joined(wrote.channel(), wrote.user(), wrote.seq());
                        case JOIN -> {
                            memberships.joined(wrote.channel(), wrote.target(), wrote.seq() - 1);
                            membershipPositions.put(wrote.seq() - 1, wrote);
                        }
                        case LEAVE -> {
                            memberships.left(wrote.channel(), wrote.target(), wrote.seq() - 1);
                            membershipPositions.put(wrote.seq() - 1, wrote);
                        }
                        case SEND, EDIT, DELETE, REACT -> {}
                    }
                });
        tabs.values().forEach(tab -> tab.end(head()));
    }

    /** The last position that was acknowledged or received. */
    long head() {
        long acknowledged = channelPositions.isEmpty() ? 0 : channelPositions.lastKey();
        return Math.max(acknowledged, received.isEmpty() ? 0 : received.lastKey());
    }

    List<HistoryEntry.Wrote> deletions(long message) {
        return deletions.getOrDefault(message, List.of());
    }

    static boolean ofChannel(HistoryEntry.Received frame) {
        return switch (frame.type()) {
            case "message.created",
                    "message.updated",
                    "message.deleted",
                    "message.reacted",
                    "channel.member_joined",
                    "channel.member_left" -> true;
            default -> false;
        };
    }

    /** Without what depends on the recipient: the socket, {@code prev}, and a text that was blanked since. */
    private boolean same(HistoryEntry.Received one, HistoryEntry.Received other) {
        boolean blanked = deleted.contains(one.message())
                && (one.text().isEmpty() || other.text().isEmpty());
        return one.type().equals(other.type())
                && one.channel() == other.channel()
                && one.message() == other.message()
                && one.user() == other.user()
                && (blanked || one.text().equals(other.text()));
    }
}
