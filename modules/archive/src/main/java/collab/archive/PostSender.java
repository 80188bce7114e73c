package collab.archive;

import collab.api.ErrorCode;
import collab.api.ImportedMessageView;
import collab.api.MessageImportParams;
import collab.archive.text.ContentHash;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Sends posts to their targets in batches. At most {@link #PENDING_MAX} posts wait to be sent. */
final class PostSender {
    static final int BATCH_MAX = 100;
    static final int BATCH_CHARACTERS_MAX = 200_000;
    static final int PENDING_MAX = 1_000;

    private final CollabClient client;
    private final String run;
    private final ImportReport report;
    private final ImportProgress progress;
    private final Collection<ImportTarget> targets;
    private int pending;

    /**
     * @param run identifies this import in its operation ids
     * @param targets all targets; targets may be added later
     */
    PostSender(
            CollabClient client,
            String run,
            ImportReport report,
            ImportProgress progress,
            Collection<ImportTarget> targets) {
        this.client = client;
        this.run = run;
        this.report = report;
        this.progress = progress;
        this.targets = targets;
    }

    /** Sends the post with the next batch of its target. */
    void enqueue(ImportTarget target, long index, ImportedMessageView message) {
        target.waiting.add(new ImportTarget.Waiting(index, message));
        target.characters += message.text().length();
        pending++;
        if (target.waiting.size() >= BATCH_MAX || target.characters >= BATCH_CHARACTERS_MAX) send(target);
        else if (pending >= PENDING_MAX) sendAll();
    }

    void sendAll() {
        for (ImportTarget target : targets) if (!target.waiting.isEmpty()) send(target);
    }

    private void send(ImportTarget target) {
        List<ImportedMessageView> messages =
                target.waiting.stream().map(ImportTarget.Waiting::message).toList();
        send(target, messages);
        pending -= target.waiting.size();
        target.waiting.clear();
        target.characters = 0;
        progress.save(reached());
    }

    /**
     * Sends all posts at once. When one of them is rejected, sends the halves, down to the rejected post, which is
     * skipped.
     */
    private void send(ImportTarget target, List<ImportedMessageView> messages) {
        MessageImportParams params = target.params(messages);
        try {
            client.messageImport(params.withOpId(
                    "import:" + ContentHash.of(run, "posts", params.toJson().toString())));
            report.count("posts", messages.size());
        } catch (CollabException rejected) {
            if (!concernsPosts(rejected)) throw rejected;
            if (messages.size() > 1) {
                send(target, messages.subList(0, messages.size() / 2));
                send(target, messages.subList(messages.size() / 2, messages.size()));
            } else {
                skip(target, messages.getFirst(), rejected);
            }
        }
    }

    private static boolean concernsPosts(CollabException rejected) {
        return switch (rejected) {
            case CollabException.InvalidCall _, CollabException.Conflict _, CollabException.TooLarge _ -> true;
            case CollabException.NotFound missing ->
                missing.reason()
                        .map(reason -> reason == ErrorCode.MESSAGE_NOT_FOUND || reason == ErrorCode.USER_NOT_FOUND)
                        .orElse(false);
            case CollabException.Unauthenticated _,
                    CollabException.PermissionDenied _,
                    CollabException.RateLimited _,
                    CollabException.Unavailable _,
                    CollabException.ServerFault _,
                    CollabException.Unreachable _ -> false;
        };
    }

    private void skip(ImportTarget target, ImportedMessageView message, CollabException rejected) {
        String where = target.name() + " " + message.key();
        Optional<ErrorCode> reason = rejected.reason();
        if (message.pinned().orElse(false)
                && reason.filter(ErrorCode.TOO_MANY_PINS::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(where, "more pins than a channel may have"));
            send(target, List.of(message.withPinned(false)));
        } else if (reason.filter(ErrorCode.MESSAGE_NOT_FOUND::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(
                    where, "the thread of a reply to something that was not imported; the reply stands alone"));
            send(target, List.of(withoutParent(message)));
        } else if (message.reactions().isPresent()) {
            report.skip(new ArchiveEntry.Skipped(
                    where, "the reactions of a message, rejected with it: " + rejected.getMessage()));
            send(target, List.of(message.withReactions(List.of())));
        } else {
            report.skip(new ArchiveEntry.Skipped(where, "rejected: " + rejected.getMessage()));
        }
    }

    private static ImportedMessageView withoutParent(ImportedMessageView message) {
        ImportedMessageView alone =
                ImportedMessageView.of(message.key(), message.userId(), message.text(), message.createdAt());
        if (message.editedAt().isPresent())
            alone = alone.withEditedAt(message.editedAt().get());
        if (message.pinned().isPresent())
            alone = alone.withPinned(message.pinned().get());
        return message.reactions().isPresent()
                ? alone.withReactions(message.reactions().get())
                : alone;
    }

    /** The number of the archive's first posts that are done. */
    private long reached() {
        long reached = progress.postsRead();
        for (ImportTarget target : targets) {
            if (!target.waiting.isEmpty())
                reached = Math.min(reached, target.waiting.getFirst().index());
        }
        return reached;
    }
}
