package dev.carafe.conformance.report;

import dev.carafe.conformance.report.Outcome.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** JUnit's XML format, one suite for one runtime. */
public final class JunitXml {

    private JunitXml() {}

    /** Writes a run's outcomes. */
    public static void write(Path file, String runtime, List<Outcome> outcomes) throws IOException {
        try (var stream = Files.newOutputStream(file)) {
            XMLStreamWriter xml =
                    XMLOutputFactory.newInstance().createXMLStreamWriter(stream, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", runtime);
            xml.writeAttribute("tests", Integer.toString(outcomes.size()));
            xml.writeAttribute("failures", Long.toString(count(outcomes, Status.FAILED)));
            xml.writeAttribute(
                    "skipped",
                    Long.toString(
                            count(outcomes, Status.SKIPPED)
                                    + count(outcomes, Status.KNOWN_FAILURE)));
            for (Outcome outcome : outcomes) {
                writeCase(xml, outcome);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException failure) {
            throw new IOException("cannot write " + file, failure);
        }
    }

    private static void writeCase(XMLStreamWriter xml, Outcome outcome) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", outcome.group());
        xml.writeAttribute("name", printable(outcome.behaviour()));
        xml.writeAttribute("time", Double.toString(outcome.seconds()));
        switch (outcome.status()) {
            case PASSED -> {}
            case FAILED -> writeOutcome(xml, "failure", "", outcome);
            case KNOWN_FAILURE -> writeOutcome(xml, "skipped", "expected failure: ", outcome);
            case SKIPPED -> writeOutcome(xml, "skipped", "", outcome);
        }
        xml.writeEndElement();
    }

    private static void writeOutcome(
            XMLStreamWriter xml, String element, String prefix, Outcome outcome)
            throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeAttribute("message", printable(prefix + outcome.reason()));
        xml.writeCharacters(printable(outcome.details()));
        xml.writeEndElement();
    }

    /** Reads back what {@link #write} wrote; details are left out. */
    public static List<Outcome> read(Path file) throws IOException {
        Document document;
        try {
            document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        } catch (ParserConfigurationException | SAXException failure) {
            throw new IOException("cannot read " + file, failure);
        }
        NodeList cases = document.getElementsByTagName("testcase");
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            outcomes.add(readCase((Element) cases.item(i)));
        }
        return outcomes;
    }

    private static Outcome readCase(Element element) {
        String failure = message(element, "failure");
        String skipped = message(element, "skipped");
        Status status = Status.PASSED;
        if (element.getElementsByTagName("failure").getLength() > 0) {
            status = Status.FAILED;
        } else if (skipped.startsWith("expected failure: ")) {
            status = Status.KNOWN_FAILURE;
        } else if (element.getElementsByTagName("skipped").getLength() > 0) {
            status = Status.SKIPPED;
        }
        return new Outcome(
                element.getAttribute("classname"),
                element.getAttribute("name"),
                status,
                Double.parseDouble(element.getAttribute("time")),
                failure.isEmpty() ? skipped.replaceFirst("^expected failure: ", "") : failure,
                "");
    }

    private static String message(Element element, String name) {
        NodeList found = element.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : ((Element) found.item(0)).getAttribute("message");
    }

    private static long count(List<Outcome> outcomes, Status status) {
        return outcomes.stream().filter(outcome -> outcome.status() == status).count();
    }

    /** XML 1.0 has no place for most control characters. */
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?");
    }
}
