package dev.carafe.lifecycle;

import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;

/** JSON for people: over several lines, indented by two, laid out as Go does it. */
public final class PrettyJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private PrettyJson() {}

    /** The text for maps, lists, strings and numbers, without a line feed at the end. */
    public static String of(Object value) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter(
                                Separators.createDefaultInstance()
                                        .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                                        .withArrayEmptySeparator("")
                                        .withObjectEmptySeparator(""))
                        .withObjectIndenter(indenter)
                        .withArrayIndenter(indenter);
        return MAPPER.writer().with(printer).writeValueAsString(value);
    }
}
