#include "host/model/knowledge_options.hpp"

#include <map>

#include "host/model/decay_text.hpp"

namespace agglo {
namespace {

template <class Choice>
Choice chosen(toml_section& s, const char* key, const std::map<std::string, Choice>& choices, const char* fallback) {
  std::vector<std::string> known;
  for (const auto& [word, choice] : choices) known.push_back(word);
  const std::string word = s.text(key, fallback);
  return choices.at(s.expect_one_of(key, word, known));
}

void refuse_others(toml_section& s, const std::vector<const char*>& others, const char* what) {
  for (const char* key : others)
    if (s.has(key)) s.fail(key, std::string("no such parameter with ") + what, "remove it, or choose another decay");
}

void read_technology(toml_section& s, const std::filesystem::path& folder, knowledge_options& out) {
  out.technology = chosen<technology_source>(s, "technology",
                                             {{"none", technology_source::none},
                                              {"inputs", technology_source::inputs},
                                              {"classes", technology_source::classes}},
                                             "none");
  const bool classes = out.technology == technology_source::classes;
  if (s.has("technology_file") && !classes)
    s.fail("technology_file", "no such parameter without classes", "remove it, or write technology = \"classes\"");
  if (s.has("proximity") && out.technology == technology_source::none)
    s.fail("proximity", "no such parameter without technology", "remove it, or choose a technology");
  if (classes) out.technology_file = folder / s.text("technology_file");
  out.nearness = chosen<proximity>(s, "proximity",
                                   {{"jaffe", proximity::jaffe}, {"mahalanobis", proximity::mahalanobis}}, "jaffe");
}

distance_decay read_decay(toml_section& s) {
  static const std::map<std::string, decay_form> forms{{"exponential", decay_form::exponential},
                                                       {"gaussian", decay_form::gaussian},
                                                       {"power", decay_form::power},
                                                       {"band", decay_form::band}};
  const decay_form form = chosen(s, "decay", forms, "exponential");
  const double cutoff =
      form == decay_form::band ? s.positive("cutoff_km") : s.positive("cutoff_km", std::numeric_limits<double>::max());
  const double end = cutoff == std::numeric_limits<double>::max() ? std::numeric_limits<double>::infinity() : cutoff;
  switch (form) {
    case decay_form::exponential:
      refuse_others(s, {"theta", "inner_km"}, "an exponential decay");
      return distance_decay::exponential(s.positive("decay_km"), end);
    case decay_form::gaussian:
      refuse_others(s, {"theta", "inner_km"}, "a gaussian decay");
      return distance_decay::gaussian(s.positive("decay_km"), end);
    case decay_form::power:
      refuse_others(s, {"decay_km", "decay_sensitivity_km"}, "a power decay");
      return distance_decay::power(s.positive("theta"), s.positive("inner_km"), end);
    case decay_form::band:
      break;
  }
  refuse_others(s, {"decay_km", "decay_sensitivity_km", "theta"}, "a band");
  const double inner = s.has("inner_km") ? s.positive("inner_km") : 0;
  if (inner > end) s.fail("inner_km", "at most cutoff_km, where the band ends", "make it smaller");
  return distance_decay::band(inner, end);
}

}  // namespace

knowledge_options knowledge_options::at_length(double km) const {
  knowledge_options other = *this;
  other.decay.length = km;
  return other;
}

knowledge_options read_knowledge(toml_section s, const std::filesystem::path& folder) {
  knowledge_options out;
  out.decay = read_decay(s);
  out.decay_sensitivity_km = s.positives("decay_sensitivity_km", std::vector<double>{});
  out.inputs = chosen<input_weights>(
      s, "input_output",
      {{"none", input_weights::none}, {"suppliers", input_weights::suppliers}, {"customers", input_weights::customers}},
      "none");
  out.without = chosen<left_out>(
      s, "leave_out",
      {{"none", left_out::none}, {"same_region", left_out::same_region}, {"same_industry", left_out::same_industry}},
      "none");
  read_technology(s, folder, out);
  s.finish();
  return out;
}

std::string weight_text(const knowledge_options& o) {
  std::string text = decay_text(o.decay, "km");
  const std::string near = o.nearness == proximity::jaffe ? " times Jaffe proximity" : " times Mahalanobis proximity";
  if (o.technology == technology_source::inputs) text += near + " of the industries' inputs";
  if (o.technology == technology_source::classes)
    text += near + " of the firms' classes in " + o.technology_file.filename().string();
  if (o.inputs == input_weights::suppliers) text += " times A(sender's sector, receiver's)";
  if (o.inputs == input_weights::customers) text += " times A(receiver's sector, sender's)";
  if (o.without == left_out::same_region) text += ", firms of one region left out";
  if (o.without == left_out::same_industry) text += ", firms of one industry left out";
  return text;
}

}  // namespace agglo
