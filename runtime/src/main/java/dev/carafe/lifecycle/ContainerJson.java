package dev.carafe.lifecycle;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of {@code state} and {@code list}: runc's fields in runc's order. */
public final class ContainerJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
                    .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
                    .appendLiteral('Z')
                    .toFormatter()
                    .withZone(ZoneOffset.UTC);

    private ContainerJson() {}

    /** One state over several lines. As in runc, {@code state} leaves the owner empty. */
    public static String pretty(ContainerView view) {
        return PrettyJson.of(fields(view, ""));
    }

    /** All states on one line; {@code null} for none, as runc writes it. */
    public static String list(List<ContainerView> views) {
        if (views.isEmpty()) {
            return "null";
        }
        List<Map<String, Object>> all = new ArrayList<>();
        views.forEach(view -> all.add(fields(view, view.owner())));
        return MAPPER.writeValueAsString(all);
    }

    /** RFC 3339 in UTC with as many digits as the fraction needs. */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    private static Map<String, Object> fields(ContainerView view, String owner) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ociVersion", view.ociVersion());
        fields.put("id", view.id());
        fields.put("pid", view.pid());
        fields.put("status", view.status().json());
        fields.put("bundle", view.bundle().toString());
        fields.put("rootfs", view.rootfs().toString());
        fields.put("created", time(view.created()));
        if (!view.annotations().isEmpty()) {
            fields.put("annotations", new TreeMap<>(view.annotations()));
        }
        fields.put("owner", owner);
        return fields;
    }
}
