package dev.carafe.spec.write;

import java.io.StringWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/**
 * A JSON generator with Go's habits: tabs, one entry a line, and {@code omitempty}: what is null,
 * false, zero or empty is left out, unless the method's name says otherwise.
 */
final class Out {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator generator;

    private Out(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The text of an object, without a line end after it. */
    static <T> String indented(T value, BiConsumer<Out, T> writer) {
        return write(
                value,
                writer,
                new ObjectWriteContext.Base() {
                    @Override
                    public PrettyPrinter getPrettyPrinter() {
                        return tabs();
                    }

                    @Override
                    public boolean hasPrettyPrinter() {
                        return true;
                    }
                });
    }

    /** The text of an object on one line. */
    static <T> String compact(T value, BiConsumer<Out, T> writer) {
        return write(value, writer, ObjectWriteContext.empty());
    }

    private static <T> String write(
            T value, BiConsumer<Out, T> writer, ObjectWriteContext context) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(context, text)) {
            Out out = new Out(generator);
            generator.writeStartObject();
            writer.accept(out, value);
            generator.writeEndObject();
        }
        return text.toString();
    }

    private static PrettyPrinter tabs() {
        DefaultIndenter indenter = new DefaultIndenter("\t", "\n");
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                        .withArrayEmptySeparator("")
                        .withObjectEmptySeparator("");
        return new DefaultPrettyPrinter(separators)
                .withArrayIndenter(indenter)
                .withObjectIndenter(indenter);
    }

    void alwaysText(String name, String value) {
        generator.writeStringProperty(name, value);
    }

    void text(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            generator.writeStringProperty(name, value);
        }
    }

    void alwaysFlag(String name, boolean value) {
        generator.writeBooleanProperty(name, value);
    }

    /** A flag; left out when false. */
    void flag(String name, boolean value) {
        if (value) {
            generator.writeBooleanProperty(name, true);
        }
    }

    void optionalFlag(String name, @Nullable Boolean value) {
        if (value != null) {
            generator.writeBooleanProperty(name, value);
        }
    }

    void alwaysNumber(String name, long value) {
        generator.writeNumberProperty(name, value);
    }

    /** A number; left out when zero. */
    void number(String name, long value) {
        if (value != 0) {
            generator.writeNumberProperty(name, value);
        }
    }

    void optionalNumber(String name, @Nullable Number value) {
        if (value != null) {
            generator.writeNumberProperty(name, value.longValue());
        }
    }

    void alwaysUnsigned(String name, long value) {
        generator.writeName(name);
        generator.writeNumber(Long.toUnsignedString(value));
    }

    /** A number of 64 unsigned bits; left out when zero. */
    void unsigned(String name, long value) {
        if (value != 0) {
            alwaysUnsigned(name, value);
        }
    }

    void optionalUnsigned(String name, @Nullable Long value) {
        if (value != null) {
            alwaysUnsigned(name, value);
        }
    }

    void texts(String name, Collection<String> values) {
        if (!values.isEmpty()) {
            generator.writeArrayPropertyStart(name);
            values.forEach(generator::writeString);
            generator.writeEndArray();
        }
    }

    /** A list for which empty is not the same as absent. */
    void optionalTexts(String name, @Nullable Collection<String> values) {
        if (values != null) {
            generator.writeArrayPropertyStart(name);
            values.forEach(generator::writeString);
            generator.writeEndArray();
        }
    }

    void numbers(String name, Collection<Long> values) {
        if (!values.isEmpty()) {
            generator.writeArrayPropertyStart(name);
            values.forEach(generator::writeNumber);
            generator.writeEndArray();
        }
    }

    void textMap(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            generator.writeObjectPropertyStart(name);
            values.forEach(generator::writeStringProperty);
            generator.writeEndObject();
        }
    }

    <T> void object(String name, @Nullable T value, BiConsumer<Out, T> writer) {
        if (value != null) {
            generator.writeObjectPropertyStart(name);
            writer.accept(this, value);
            generator.writeEndObject();
        }
    }

    <T> void objects(String name, List<T> values, BiConsumer<Out, T> writer) {
        if (!values.isEmpty()) {
            generator.writeArrayPropertyStart(name);
            for (T value : values) {
                generator.writeStartObject();
                writer.accept(this, value);
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
    }

    <T> void objectMap(String name, Map<String, T> values, BiConsumer<Out, T> writer) {
        if (!values.isEmpty()) {
            generator.writeObjectPropertyStart(name);
            values.forEach((key, value) -> object(key, value, writer));
            generator.writeEndObject();
        }
    }
}
