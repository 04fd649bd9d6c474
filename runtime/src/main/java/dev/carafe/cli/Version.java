package dev.carafe.cli;

/** What {@code --version} prints; engines read the lines that runc prints too. */
final class Version {
    /** The runtime-spec that carafe follows. */
    static final String SPEC = "1.3.0";

    private Version() {}

    /**
     * The text.
     *
     * @param build the build id: the project's version, and after a plus sign a digest of the
     *     sources
     */
    static String text(String build) {
        return "carafe version %s\ncommit: %s\nspec: %s\njava: %s\n"
                .formatted(of(build), build, SPEC, Runtime.version().toString());
    }

    /** The project's version alone. */
    static String of(String build) {
        int plus = build.indexOf('+');
        return plus < 0 ? build : build.substring(0, plus);
    }
}
