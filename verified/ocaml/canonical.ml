(* The one spelling of a JSON value: sorted keys, no spaces, a final newline.

   Digests in certificates are those of this spelling. Python writes it so:
   json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n". *)

(* The type of JSON values as it is extracted, and how integers are written. *)
module type JSON = sig
  type z

  type json =
    | JNull
    | JBool of bool
    | JInt of z
    | JString of char list
    | JList of json list
    | JObject of (char list * json) list

  val print : z -> char list
end

let string_of_chars chars =
  let buffer = Buffer.create 64 in
  List.iter (Buffer.add_char buffer) chars;
  Buffer.contents buffer

let chars_of_string text =
  let rec onto at chars = if at < 0 then chars else onto (at - 1) (text.[at] :: chars) in
  onto (String.length text - 1) []

let add_escaped buffer = function
  | '"' -> Buffer.add_string buffer "\\\""
  | '\\' -> Buffer.add_string buffer "\\\\"
  | '\n' -> Buffer.add_string buffer "\\n"
  | '\r' -> Buffer.add_string buffer "\\r"
  | '\t' -> Buffer.add_string buffer "\\t"
  | '\b' -> Buffer.add_string buffer "\\b"
  | '\012' -> Buffer.add_string buffer "\\f"
  | c when c < ' ' -> Buffer.add_string buffer (Printf.sprintf "\\u%04x" (Char.code c))
  | c -> Buffer.add_char buffer c

let add_text buffer chars =
  Buffer.add_char buffer '"';
  List.iter (add_escaped buffer) chars;
  Buffer.add_char buffer '"'

let add_separated buffer add =
  List.iteri (fun at entry ->
      if at > 0 then Buffer.add_char buffer ',';
      add entry)

module Make (J : JSON) = struct
  open J

  let rec add buffer = function
    | JNull -> Buffer.add_string buffer "null"
    | JBool true -> Buffer.add_string buffer "true"
    | JBool false -> Buffer.add_string buffer "false"
    | JInt z -> List.iter (Buffer.add_char buffer) (print z)
    | JString s -> add_text buffer s
    | JList l ->
        Buffer.add_char buffer '[';
        add_separated buffer (add buffer) l;
        Buffer.add_char buffer ']'
    | JObject l ->
        (* The order of bytes in UTF-8 is the order of characters. *)
        let sorted = List.sort (fun (a, _) (b, _) -> compare a b) l in
        Buffer.add_char buffer '{';
        add_separated buffer (fun (key, value) ->
            add_text buffer key;
            Buffer.add_char buffer ':';
            add buffer value) sorted;
        Buffer.add_char buffer '}'

  let write value =
    let buffer = Buffer.create 65536 in
    add buffer value;
    Buffer.add_char buffer '\n';
    Buffer.contents buffer

  let digest value = Sha256.hex (write value)
end
