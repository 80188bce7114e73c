package collab.e2e.checker;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the store at the end with what was acknowledged, and with what every client made of its events. */
final class StateChecks {
    private final Facts facts;
    private final Findings findings;

    private StateChecks(Facts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
    }

    static void check(List<HistoryEntry> entries, Facts facts, Findings findings) {
        StateChecks checks = new StateChecks(facts, findings);
        Map<Long, HistoryEntry.StoredChannel> store = new HashMap<>();
        for (HistoryEntry entry : entries) {
            switch (entry) {
                case HistoryEntry.StoredChannel held ->
                    checks.checkSameDigest(store.putIfAbsent(held.channel(), held), held);
                case HistoryEntry.NonMemberRead peeked
                when peeked.shown() ->
                    findings.add(ProofRule.LEAK, "a user who is no member was shown a channel: %s", peeked);
                default -> {}
            }
        }
        store.values().forEach(held -> {
            checks.checkAcknowledgedIsStored(held);
            facts.tabs.values().stream()
                    .filter(SocketHistory::stayedOpen)
                    .forEach(tab -> checks.checkClientState(tab, held));
        });
    }

    private void checkSameDigest(HistoryEntry.StoredChannel first, HistoryEntry.StoredChannel held) {
        if (!digest(held.messages()).equals(held.digest())) {
            findings.add(
                    ProofRule.CONVERGENCE,
                    "user %d got digest %s of channel %d and messages that make %s",
                    held.user(),
                    held.digest(),
                    held.channel(),
                    digest(held.messages()));
        }
        if (first != null && !first.digest().equals(held.digest())) {
            findings.add(
                    ProofRule.CONVERGENCE,
                    "users %d and %d got different digests of channel %d",
                    first.user(),
                    held.user(),
                    held.channel());
        }
    }

    private static String digest(List<HistoryEntry.Item> messages) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            messages.forEach(
                    item -> sha.update((item.id() + ":" + item.ver() + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException failed) {
            throw new IllegalStateException(failed);
        }
    }

    // ---- Store ----

    private void checkAcknowledgedIsStored(HistoryEntry.StoredChannel held) {
        Map<Long, HistoryEntry.Item> store = byId(held);
        Map<Long, HistoryEntry.Wrote> said = new HashMap<>(); // per message the newest of its texts
        for (HistoryEntry.Wrote wrote : facts.writes) {
            boolean text = wrote.action() == Action.SEND || wrote.action() == Action.EDIT;
            if (!text || wrote.outcome() != Outcome.OK || wrote.channel() != held.channel()) continue;
            said.merge(wrote.message(), wrote, (one, other) -> one.seq() > other.seq() ? one : other);
        }
        said.forEach((message, wrote) -> {
            if (facts.deleted.contains(message)) return;
            HistoryEntry.Item item = store.get(message);
            if (item == null) findings.add(ProofRule.DURABLE, "not stored: %s", wrote);
            else if (!item.text().equals(wrote.op()) && !mayHaveBeenEdited(item, wrote)) {
                findings.add(ProofRule.DURABLE, "stored is %s, but the last acknowledged state is %s", item, wrote);
            }
        });
        store.values().forEach(item -> checkWasSent(item, held));
    }

    /** An edit without a response is executed or not, also when its repeat was rejected because the user had left. */
    private boolean mayHaveBeenEdited(HistoryEntry.Item item, HistoryEntry.Wrote acknowledged) {
        HistoryEntry.Wrote edit = facts.byOp.get(item.text());
        return edit != null
                && edit.action() == Action.EDIT
                && edit.message() == item.id()
                && edit.outcome() == Outcome.DOUBTFUL
                && item.ver() > acknowledged.seq();
    }

    private void checkWasSent(HistoryEntry.Item item, HistoryEntry.StoredChannel held) {
        HistoryEntry.Wrote wrote = facts.byOp.get(item.text());
        if (wrote == null || wrote.outcome() == Outcome.REFUSED || wrote.channel() != held.channel()) {
            findings.add(
                    ProofRule.PHANTOM, "channel %d contains a message that no client sent: %s", held.channel(), item);
        }
        for (HistoryEntry.Wrote deletion : facts.deletions(item.id())) {
            findings.add(ProofRule.DURABLE, "stored is %s although %s", item, deletion);
        }
    }

    private static Map<Long, HistoryEntry.Item> byId(HistoryEntry.StoredChannel held) {
        Map<Long, HistoryEntry.Item> store = new HashMap<>();
        held.messages().forEach(item -> store.put(item.id(), item));
        return store;
    }

    // ---- Clients ----

    /**
     * Of every message that changed since the client knows the channel, it holds the same version, or knows that it is
     * deleted.
     */
    private void checkClientState(SocketHistory tab, HistoryEntry.StoredChannel held) {
        long since = Math.max(tab.knowsSince(), facts.memberships.since(held.channel(), tab.user));
        Map<Long, Long> versions = new TreeMap<>();
        for (HistoryEntry.Received frame : tab.applied) {
            if (frame.channel() != held.channel() || frame.seq() <= since) continue;
            switch (frame.type()) {
                case "message.created", "message.updated", "message.reacted" ->
                    versions.put(frame.message(), frame.seq());
                case "message.deleted" -> versions.remove(frame.message());
                default -> {}
            }
        }
        Map<Long, Long> store = new TreeMap<>();
        held.messages().stream().filter(item -> item.ver() > since).forEach(item -> store.put(item.id(), item.ver()));
        if (!versions.equals(store)) {
            findings.add(
                    ProofRule.CONVERGENCE,
                    "%s (user %d) and the store differ about channel %d since %d: %s",
                    tab.name,
                    tab.user,
                    held.channel(),
                    since,
                    difference(versions, store));
        }
    }

    private static String difference(Map<Long, Long> tab, Map<Long, Long> store) {
        Map<Long, Long> onlyTab = new TreeMap<>(tab);
        onlyTab.entrySet().removeAll(store.entrySet());
        Map<Long, Long> onlyStore = new TreeMap<>(store);
        onlyStore.entrySet().removeAll(tab.entrySet());
        return "message=version only in the client " + onlyTab + ", only in the store " + onlyStore;
    }
}
