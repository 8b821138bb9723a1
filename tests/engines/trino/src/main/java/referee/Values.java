package referee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.trino.testing.MaterializedRow;
import java.math.BigDecimal;
import java.util.List;

/** Trino's values as JSON: numbers, strings, booleans and null as they are, arrays and rows as arrays, the rest as text. */
final class Values {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Values() {}

    static ArrayNode array(List<?> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(node(value)));
        return array;
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean truth -> NODES.booleanNode(truth);
            case Byte number -> NODES.numberNode(number);
            case Short number -> NODES.numberNode(number);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case BigDecimal number -> NODES.numberNode(number);
            case Float number when Float.isFinite(number) -> NODES.numberNode(number);
            case Double number when Double.isFinite(number) -> NODES.numberNode(number);
            case MaterializedRow row -> array(row.getFields());
            case List<?> list -> array(list);
            default -> NODES.textNode(value.toString());
        };
    }
}
