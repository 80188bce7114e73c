package collab.archive;

import collab.api.ErrorCode;
import collab.api.ImportedMessageView;
import collab.api.MessageImportParams;
import collab.archive.text.ContentHash;
import collab.client.CollabClient;
import collab.client.CollabException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Sends posts to their targets in batches. At most {@link #PENDING_MAX} posts wait to be sent, and as many replies wait for their
 * parent. The server orders messages by their times, so posts need no order; those of the same time keep the order of the archive.
 */
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

    /** Replies whose parent was not found: it may come later in the archive. */
    private final List<Deferred> deferred = new ArrayList<>();

    /** @param index as in {@link ImportTarget.Waiting} */
    private record Deferred(ImportTarget target, long index, ImportedMessageView reply) {}

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

    /**
     * Saves the progress after each 1,000 posts. Nothing waits at that time, so that an import which continues there
     * neither loses a post nor counts one twice. While a reply waits for its parent, nothing is saved.
     */
    void saveProgress() {
        if (progress.postsSinceSaved() < PENDING_MAX || !deferred.isEmpty()) return;
        sendAll();
        if (deferred.isEmpty()) progress.save();
    }

    /** Sends everything; a reply whose parent is still not found stands alone. */
    void finish() {
        sendAll();
        sendDeferred();
    }

    private void sendDeferred() {
        List<Deferred> replies = List.copyOf(deferred);
        deferred.clear();
        for (Deferred one : replies) {
            Batch alone = new Batch(one.target(), one.index(), true);
            send(alone, List.of(one.reply()));
        }
        if (!replies.isEmpty()) progress.sent();
    }

    private void sendAll() {
        for (ImportTarget target : targets) if (!target.waiting.isEmpty()) send(target);
    }

    private void send(ImportTarget target) {
        List<ImportedMessageView> messages =
                target.waiting.stream().map(ImportTarget.Waiting::message).toList();
        send(new Batch(target, target.waiting.getFirst().index(), false), messages);
        pending -= target.waiting.size();
        target.waiting.clear();
        target.characters = 0;
        progress.sent();
        if (deferred.size() >= PENDING_MAX) sendDeferred();
    }

    /**
     * Posts that are sent together.
     *
     * @param index the number of posts that precede the first of them in the archive
     * @param last whether the parents of its replies no longer come later
     */
    private record Batch(ImportTarget target, long index, boolean last) {}

    /**
     * Sends all posts at once. When one of them is rejected, sends the halves, down to the rejected post, which is
     * skipped.
     */
    private void send(Batch batch, List<ImportedMessageView> messages) {
        MessageImportParams params = batch.target().params(messages);
        try {
            client.messageImport(params.withOpId(
                    "import:" + ContentHash.of(run, "posts", params.toJson().toString())));
            report.count("posts read", messages.size());
        } catch (CollabException rejected) {
            if (!concernsPosts(rejected)) throw rejected;
            if (messages.size() > 1) {
                send(batch, messages.subList(0, messages.size() / 2));
                send(batch, messages.subList(messages.size() / 2, messages.size()));
            } else {
                skip(batch, messages.getFirst(), rejected);
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

    private void skip(Batch batch, ImportedMessageView message, CollabException rejected) {
        String where = batch.target().name() + " " + message.key();
        Optional<ErrorCode> reason = rejected.reason();
        if (message.pinned().orElse(false)
                && reason.filter(ErrorCode.TOO_MANY_PINS::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(where, "more pins than a channel may have"));
            send(batch, List.of(message.withPinned(false)));
        } else if (!batch.last()
                && reason.filter(ErrorCode.MESSAGE_NOT_FOUND::equals).isPresent()) {
            deferred.add(new Deferred(batch.target(), batch.index(), message));
        } else if (reason.filter(ErrorCode.MESSAGE_NOT_FOUND::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(
                    where, "the thread of a reply to something that was not imported; the reply stands alone"));
            send(batch, List.of(withoutParent(message)));
        } else if (reason.filter(ErrorCode.REPLY_TO_REPLY::equals).isPresent()) {
            report.skip(new ArchiveEntry.Skipped(where, "the thread of a reply to a reply; the reply stands alone"));
            send(batch, List.of(withoutParent(message)));
        } else if (message.reactions().isPresent()) {
            report.skip(new ArchiveEntry.Skipped(
                    where, "the reactions of a message, rejected with it: " + rejected.getMessage()));
            send(batch, List.of(message.withReactions(List.of())));
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
        if (message.deleted().isPresent())
            alone = alone.withDeleted(message.deleted().get());
        return message.reactions().isPresent()
                ? alone.withReactions(message.reactions().get())
                : alone;
    }
}
