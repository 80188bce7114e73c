package collab.launcher;

import collab.api.ErrorCode;
import collab.cli.ExitCode;
import collab.cli.Output;
import collab.cli.ServerConnection;
import collab.cli.stream.StandardOutput;
import collab.client.CollabException;
import collab.runtime.SettingsException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The sentence on stderr and the exit code for a failure of a command. */
record FailureMessage(String text, int exitCode, boolean isUnwritten) {
    /** The message is {@code isUnwritten} when stdout cannot be written, which is reported once, at the end of the program. */
    static FailureMessage of(Throwable failure) {
        Throwable cause = cause(failure);
        return new FailureMessage(
                oneLine(sentence(cause)), exitCode(cause), cause instanceof StandardOutput.WriteFailed);
    }

    /** Looks through the wrappers that add nothing. */
    private static Throwable cause(Throwable failure) {
        boolean wrapper = failure instanceof UncheckedIOException
                || failure instanceof ExecutionException
                || failure instanceof CompletionException;
        return wrapper && failure.getCause() != null ? cause(failure.getCause()) : failure;
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case StandardOutput.WriteFailed unwritten ->
                unwritten.readerHasGone() ? ExitCode.READER_GONE : ExitCode.FAILED;
            case CollabException rejected -> ExitCode.of(rejected);
            case ServerConnection.NotSignedIn _ -> ExitCode.NOT_ALLOWED;
            case SettingsException _, IllegalArgumentException _ -> ExitCode.USAGE;
            case NoSuchFileException _, FileNotFoundException _ -> ExitCode.USAGE;
            default -> ExitCode.FAILED;
        };
    }

    private static String sentence(Throwable failure) {
        return switch (failure) {
            case FileSystemException file -> ofFile(file);
            case InvalidPathException name -> "invalid file name '" + name.getInput() + "': " + name.getReason();
            case CollabException.Unauthenticated signedOut
            when isSignedOut(signedOut) ->
                message(signedOut).replaceFirst("\\.$", "") + ": run 'hero-collab login NAME'";
            default -> message(failure);
        };
    }

    /** The messages of these exceptions are often nothing but the name of the file. */
    private static String ofFile(FileSystemException failure) {
        String file = String.valueOf(failure.getFile());
        return switch (failure) {
            case NoSuchFileException _ -> "file not found: " + file;
            case AccessDeniedException _ -> "no permission to read or write " + file;
            case FileAlreadyExistsException _ -> file + " exists already";
            case NotDirectoryException _ -> file + " is not a folder";
            default -> file + ": " + Optional.ofNullable(failure.getReason()).orElse("cannot be read or written");
        };
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    /** A server's message may contain any character. */
    static String oneLine(String message) {
        return Output.plain(message.replaceAll("\\R+", " ").strip());
    }

    /** Whether the session has ended or is missing; a failed sign-in is another error. */
    private static boolean isSignedOut(CollabException.Unauthenticated rejected) {
        return !rejected.reason().equals(Optional.of(ErrorCode.INVALID_CREDENTIALS));
    }
}
