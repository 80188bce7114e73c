package collab.e2e.checker;

import static collab.e2e.checker.HistoryEdits.any;
import static collab.e2e.checker.HistoryEdits.deliverToNonMember;
import static collab.e2e.checker.HistoryEdits.dropType;
import static collab.e2e.checker.HistoryEdits.followed;
import static collab.e2e.checker.HistoryEdits.hasText;
import static collab.e2e.checker.HistoryEdits.last;
import static collab.e2e.checker.HistoryEdits.next;
import static collab.e2e.checker.HistoryEdits.sent;
import static collab.e2e.checker.HistoryEdits.with;

import collab.e2e.checker.HistoryEntry.Action;
import collab.e2e.checker.HistoryEntry.Outcome;
import collab.e2e.checker.HistoryEntry.Received;
import collab.e2e.checker.HistoryEntry.Wrote;
import java.util.List;
import java.util.Random;

/** Changes that break the delivery of events, and the exclusion of users who are not members. */
enum BrokenDelivery implements BrokenHistory {
    DROPPED_FRAME(ProofRule.GAP) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            entries.remove(any(entries, random, Received.class, received -> followed(entries, received)));
        }
    },
    DROPPED_FRAME_WITH_ADJUSTED_PREV(ProofRule.LOST) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received lost =
                    any(entries, random, Received.class, received -> hasText(received) && followed(entries, received));
            int next = next(entries, lost);
            Received follower = (Received) entries.get(next);
            entries.set(next, with(follower, lost.prev(), follower.seq(), follower.text()));
            entries.remove(lost);
        }
    },
    DROPPED_LAST_FRAME(ProofRule.LOST) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received last = last(entries, Received.class, HistoryEdits::hasText);
            entries.remove(last);
        }
    },
    CHANNEL_ADDED_NOT_DELIVERED(ProofRule.LOST) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            dropType(entries, "channel.added");
        }
    },
    CHANNEL_REMOVED_NOT_DELIVERED(ProofRule.LOST) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            dropType(entries, "channel.removed");
        }
    },
    VALID_POSITION_REJECTED(ProofRule.RESUME) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.Resumed resumed = any(entries, random, HistoryEntry.Resumed.class, _ -> true);
            entries.set(
                    entries.indexOf(resumed),
                    new HistoryEntry.ResumeFailed(resumed.at(), resumed.tab(), resumed.socket(), "too_old"));
        }
    },
    LAST_EVENT_REPLACED_BY_PING(ProofRule.GAP) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received last = last(entries, Received.class, HistoryEdits::hasText);
            entries.set(
                    entries.indexOf(last),
                    new HistoryEntry.Pinged(last.at(), last.tab(), last.socket(), last.seq(), last.seq()));
        }
    },
    SWAPPED_FRAMES(ProofRule.ORDER) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received first = any(entries, random, Received.class, received -> followed(entries, received));
            int next = next(entries, first);
            int here = entries.indexOf(first);
            entries.set(here, entries.get(next));
            entries.set(next, first);
        }
    },
    FRAME_REPEATED_ON_A_SOCKET(ProofRule.ORDER) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received frame = any(entries, random, Received.class, HistoryEdits::hasText);
            entries.add(entries.indexOf(frame), frame);
        }
    },
    OPERATION_DELIVERED_TWICE(ProofRule.TWICE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received frame = last(entries, Received.class, HistoryEdits::hasText);
            entries.add(entries.indexOf(frame) + 1, with(frame, frame.seq(), frame.seq() + 1, frame.text()));
        }
    },
    OPERATION_ACKNOWLEDGED_TWICE(ProofRule.TWICE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            entries.add(any(entries, random, Wrote.class, HistoryEdits::sent));
        }
    },
    DIFFERENT_ORDER_ON_ONE_SOCKET(ProofRule.ORDER) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received frame = any(entries, random, Received.class, HistoryEdits::hasText);
            Received other = any(
                    entries,
                    random,
                    Received.class,
                    received -> hasText(received)
                            && received.channel() == frame.channel()
                            && received.seq() != frame.seq());
            Received changed = new Received(
                    frame.at(),
                    frame.tab(),
                    frame.socket(),
                    frame.prev(),
                    frame.seq(),
                    other.type(),
                    other.channel(),
                    other.message(),
                    other.user(),
                    other.text());
            entries.set(entries.indexOf(frame), changed);
        }
    },
    TWO_WRITES_AT_ONE_POSITION(ProofRule.ORDER) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote wrote = any(entries, random, Wrote.class, HistoryEdits::sent);
            Wrote other = any(entries, random, Wrote.class, write -> sent(write) && write.seq() != wrote.seq());
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.OK, wrote.begin(), other.seq()));
        }
    },
    PHANTOM_MESSAGE(ProofRule.PHANTOM) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received frame = any(entries, random, Received.class, HistoryEdits::hasText);
            entries.replaceAll(entry -> entry instanceof Received received && received.seq() == frame.seq()
                    ? with(received, received.prev(), received.seq(), "a text that was not sent")
                    : entry);
        }
    },
    PHANTOM_DELETION(ProofRule.PHANTOM) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote deletion = any(entries, random, Wrote.class, wrote -> wrote.action() == Action.DELETE);
            entries.remove(deletion);
        }
    },
    REJECTED_WRITE_DELIVERED(ProofRule.PHANTOM) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote wrote = any(entries, random, Wrote.class, HistoryEdits::sent);
            entries.set(entries.indexOf(wrote), with(wrote, Outcome.REFUSED, wrote.begin(), 0));
        }
    },
    WRONG_AUTHOR(ProofRule.PHANTOM) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received frame = any(
                    entries, random, Received.class, received -> received.type().equals("message.created"));
            entries.replaceAll(entry -> entry instanceof Received received && received.seq() == frame.seq()
                    ? new Received(
                            received.at(),
                            received.tab(),
                            received.socket(),
                            received.prev(),
                            received.seq(),
                            received.type(),
                            received.channel(),
                            received.message(),
                            received.user() + 1,
                            received.text())
                    : entry);
        }
    },
    MESSAGE_DELIVERED_TO_NON_MEMBER(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            deliverToNonMember(entries, any(entries, random, Received.class, HistoryEdits::hasText));
        }
    },
    JOIN_DELIVERED_TO_NON_MEMBER(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            deliverToNonMember(
                    entries,
                    any(
                            entries,
                            random,
                            Received.class,
                            received -> received.type().equals("channel.member_joined")));
        }
    },
    CHANNEL_ADDED_DELIVERED_TO_NON_MEMBER(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            deliverToNonMember(
                    entries,
                    any(
                            entries,
                            random,
                            Received.class,
                            received -> received.type().equals("channel.added")));
        }
    },
    EVENT_DELIVERED_AFTER_LEAVING(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Received removed = any(
                    entries,
                    random,
                    Received.class,
                    received -> received.type().equals("channel.removed") && followed(entries, received));
            Received left = (Received) entries.stream()
                    .filter(entry -> entry instanceof Received received && received.seq() == removed.seq() + 1)
                    .findFirst()
                    .orElseThrow();
            entries.add(
                    entries.indexOf(removed) + 1,
                    new Received(
                            removed.at(),
                            removed.tab(),
                            removed.socket(),
                            removed.seq(),
                            left.seq(),
                            left.type(),
                            left.channel(),
                            left.message(),
                            left.user(),
                            left.text()));
        }
    },
    WRITE_OF_NON_MEMBER_ACCEPTED(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Wrote wrote = any(entries, random, Wrote.class, HistoryEdits::sent);
            Wrote other = new Wrote(
                    wrote.begin(),
                    wrote.at(),
                    wrote.op(),
                    wrote.action(),
                    SoundHistory.NON_MEMBER,
                    wrote.channel(),
                    wrote.message(),
                    wrote.target(),
                    wrote.outcome(),
                    wrote.seq());
            entries.set(entries.indexOf(wrote), other);
        }
    },
    MESSAGES_SHOWN_TO_NON_MEMBER(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.NonMemberRead read = any(entries, random, HistoryEntry.NonMemberRead.class, _ -> true);
            entries.set(
                    entries.indexOf(read),
                    new HistoryEntry.NonMemberRead(read.at(), read.user(), read.channel(), true));
        }
    };

    private final ProofRule rule;

    BrokenDelivery(ProofRule rule) {
        this.rule = rule;
    }

    @Override
    public ProofRule rule() {
        return rule;
    }
}
