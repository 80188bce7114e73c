package collab.e2e.checker;

import static collab.e2e.checker.HistoryEdits.any;

import collab.e2e.checker.HistoryEntry.Called;
import collab.e2e.checker.HistoryEntry.Outcome;
import java.util.List;
import java.util.Random;

/** Changes that break what is checked of the calls of the workload, and of the situations of a run. */
enum BrokenCalls implements BrokenHistory {
    OPERATION_EXECUTED_BY_TWO_CALLS(ProofRule.TWICE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Called call = any(entries, random, Called.class, other -> calls(entries, other) == 2);
            entries.set(entries.indexOf(call), with(call, call.begin(), call.at(), Outcome.OK, call.seq() + 1));
        }
    },
    OPERATION_OF_TWO_USERS(ProofRule.TWICE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Called call = any(entries, random, Called.class, other -> calls(entries, other) == 2);
            entries.set(
                    entries.indexOf(call),
                    new Called(
                            call.begin(),
                            call.at(),
                            call.op(),
                            call.method(),
                            call.user() + 1,
                            Outcome.OK,
                            call.seq()));
        }
    },
    OPERATION_ACCEPTED_FOR_ANOTHER_ONE(ProofRule.TWICE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            reject(entries, random, "");
        }
    },
    REUSED_OPERATION_REJECTED_FOR_ANOTHER_REASON(ProofRule.TWICE) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            reject(entries, random, "permission_denied");
        }
    },
    CALL_FAILED_AFTER_THE_FAULT(ProofRule.RECOVERY) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            long end = entries.getLast().at();
            entries.add(new HistoryEntry.Failed(end + 1, end + 2, "message.send", "HTTP 500"));
        }
    },
    CALL_WITHOUT_RESPONSE(ProofRule.RECOVERY) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Called call = any(entries, random, Called.class, _ -> true);
            entries.set(entries.indexOf(call), with(call, call.begin(), call.at(), Outcome.UNKNOWN, 0));
        }
    },
    LATE_CALL_WITH_EARLY_POSITION(ProofRule.REAL_TIME) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            Called call = any(entries, random, Called.class, other -> calls(entries, other) == 1);
            long end = entries.getLast().at();
            entries.set(entries.indexOf(call), with(call, end, end + 1, Outcome.OK, call.seq()));
        }
    },
    WRITE_AT_A_POSITION_THAT_A_CALL_HAD_BEFORE(ProofRule.REAL_TIME) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.Wrote wrote = any(entries, random, HistoryEntry.Wrote.class, HistoryEdits::sent);
            Called early = new Called(0, 1, "early", "group.create", 20, Outcome.OK, wrote.seq());
            entries.addFirst(early);
        }
    },
    ENDED_SESSION_SERVED(ProofRule.LEAK) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            HistoryEntry.Revoked revoked = any(entries, random, HistoryEntry.Revoked.class, _ -> true);
            entries.set(
                    entries.indexOf(revoked),
                    new HistoryEntry.Revoked(revoked.at(), revoked.method(), revoked.user(), "its socket is open"));
        }
    },
    SITUATION_NOT_REPORTED(ProofRule.SOMETIMES) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            entries.removeIf(HistoryEntry.Occurred.class::isInstance);
        }
    },
    SITUATION_NEVER_OCCURRED(ProofRule.SOMETIMES) {
        @Override
        public void breakHistory(List<HistoryEntry> entries, Random random) {
            entries.replaceAll(entry -> entry instanceof HistoryEntry.Occurred occurred
                    ? new HistoryEntry.Occurred(occurred.at(), occurred.situation(), 0)
                    : entry);
        }
    };

    private final ProofRule rule;

    BrokenCalls(ProofRule rule) {
        this.rule = rule;
    }

    @Override
    public ProofRule rule() {
        return rule;
    }

    private static long calls(List<HistoryEntry> entries, Called call) {
        return entries.stream()
                .filter(entry -> entry instanceof Called other && other.op().equals(call.op()))
                .count();
    }

    private static Called with(Called call, long begin, long at, Outcome outcome, long seq) {
        return new Called(begin, at, call.op(), call.method(), call.user(), outcome, seq);
    }

    private static void reject(List<HistoryEntry> entries, Random random, String error) {
        HistoryEntry.Reused reused = any(entries, random, HistoryEntry.Reused.class, _ -> true);
        entries.set(
                entries.indexOf(reused),
                new HistoryEntry.Reused(reused.begin(), reused.at(), reused.op(), reused.method(), error));
    }
}
