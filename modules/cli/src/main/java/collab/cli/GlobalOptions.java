package collab.cli;

/** Options of the program that every command obeys; the object of the root command implements it. */
public interface GlobalOptions {
    /** Whether output stays without colors, also on a terminal. */
    boolean noColor();

    /** Whether a command must fail instead of asking for missing input. */
    boolean noInput();
}
