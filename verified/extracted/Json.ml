open Ascii
open BinInt
open BinNat
open Datatypes
open List

type json =
| JNull
| JBool of bool
| JInt of Big_int_Z.big_int
| JString of char list
| JList of json list
| JObject of (char list * json) list

type 'a trie =
| Empty
| Node of 'a option * 'a trie * 'a trie

(** val lookup : bool list -> 'a1 trie -> 'a1 option **)

let rec lookup k = function
| Empty -> None
| Node (v, l, r) ->
  (match k with
   | [] -> v
   | b :: k0 -> lookup k0 (if b then r else l))

(** val insert : bool list -> 'a1 -> 'a1 trie -> 'a1 trie **)

let rec insert k a t =
  match k with
  | [] ->
    (match t with
     | Empty -> Node ((Some a), Empty, Empty)
     | Node (_, l, r) -> Node ((Some a), l, r))
  | b :: k0 ->
    (match t with
     | Empty ->
       let p = (None, Empty) in
       let r = Empty in
       let (v, l) = p in
       if b
       then Node (v, l, (insert k0 a r))
       else Node (v, (insert k0 a l), r)
     | Node (v, l, r) ->
       let p = (v, l) in
       let (v0, l0) = p in
       if b
       then Node (v0, l0, (insert k0 a r))
       else Node (v0, (insert k0 a l0), r))

(** val bits : char list -> bool list **)

let rec bits = function
| [] -> []
| a0::s0 ->
  (* If this appears, you're using Ascii internals. Please don't *)
 (fun f c ->
  let n = Char.code c in
  let h i = (n land (1 lsl i)) <> 0 in
  f (h 0) (h 1) (h 2) (h 3) (h 4) (h 5) (h 6) (h 7))
    (fun a b c d e f g h ->
    a :: (b :: (c :: (d :: (e :: (f :: (g :: (h :: (bits s0)))))))))
    a0

(** val distinct_by : ('a1 -> bool list) -> unit trie -> 'a1 list -> bool **)

let rec distinct_by key seen = function
| [] -> true
| a :: l0 ->
  let k = key a in
  (match lookup k seen with
   | Some _ -> false
   | None -> distinct_by key (insert k () seen) l0)

(** val distinct : char list list -> bool **)

let distinct l =
  distinct_by bits Empty l

(** val digit : char -> Big_int_Z.big_int option **)

let digit c =
  let n = coq_N_of_ascii c in
  if (&&)
       (N.leb (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
         (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
         Big_int_Z.unit_big_int))))) n)
       (N.leb n
         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
         (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
         Big_int_Z.unit_big_int))))))
  then Some
         (N.sub n (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           Big_int_Z.unit_big_int))))))
  else None

(** val at_most : Big_int_Z.big_int -> 'a1 list -> bool **)

let rec at_most n = function
| [] -> true
| _ :: l0 ->
  ((fun fO fp n -> if Big_int_Z.sign_big_int n <= 0 then fO () else fp n)
     (fun _ -> false)
     (fun _ -> at_most (N.pred n) l0)
     n)

module Machine =
 struct
  type frame =
  | Entries of json list
  | Members of (char list * json) list
  | Member of (char list * json) list * char list

  type mode =
  | Begin of bool
  | BeginKey of bool
  | Colon of char list
  | After
  | Done of json
  | Text of bool * char list
  | Escape of bool * char list
  | Hex of bool * char list * int * Big_int_Z.big_int
  | Bytes of bool * char list * Big_int_Z.big_int * Big_int_Z.big_int * int
  | Number of bool * Big_int_Z.big_int * Big_int_Z.big_int
  | Word of char list * json

  type state = { in_mode : mode; coq_open : frame list;
                 depth : Big_int_Z.big_int }

  (** val in_mode : state -> mode **)

  let in_mode s =
    s.in_mode

  (** val coq_open : state -> frame list **)

  let coq_open s =
    s.coq_open

  (** val depth : state -> Big_int_Z.big_int **)

  let depth s =
    s.depth

  (** val coq_MAX_NESTING : Big_int_Z.big_int **)

  let coq_MAX_NESTING =
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      Big_int_Z.unit_big_int)))))))))

  (** val coq_MAX_DIGITS : Big_int_Z.big_int **)

  let coq_MAX_DIGITS =
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      Big_int_Z.unit_big_int))))))))))))

  (** val coq_MAX_KEY : Big_int_Z.big_int **)

  let coq_MAX_KEY =
    (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
      (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      (Big_int_Z.mult_int_big_int 2
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
      Big_int_Z.unit_big_int)))))))))

  (** val tab : char **)

  let tab =
    '\t'

  (** val newline : char **)

  let newline =
    '\n'

  (** val carriage_return : char **)

  let carriage_return =
    '\r'

  (** val quote : char **)

  let quote =
    '"'

  (** val is_white : char -> bool **)

  let is_white c =
    (||) ((||) ((||) ((=) c ' ') ((=) c newline)) ((=) c carriage_return))
      ((=) c tab)

  (** val hexadecimal : char -> Big_int_Z.big_int option **)

  let hexadecimal c =
    let n = coq_N_of_ascii c in
    if (&&)
         (N.leb (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           Big_int_Z.unit_big_int))))) n)
         (N.leb n
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
           Big_int_Z.unit_big_int))))))
    then Some
           (N.sub n (Big_int_Z.mult_int_big_int 2
             (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
             (Big_int_Z.mult_int_big_int 2
             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
             Big_int_Z.unit_big_int))))))
    else if (&&)
              (N.leb
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))) n)
              (N.leb n (Big_int_Z.mult_int_big_int 2
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))))
         then Some
                (N.sub n
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  (Big_int_Z.mult_int_big_int 2
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  Big_int_Z.unit_big_int))))))
         else if (&&)
                   (N.leb
                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                     (Big_int_Z.mult_int_big_int 2
                     (Big_int_Z.mult_int_big_int 2
                     (Big_int_Z.mult_int_big_int 2
                     (Big_int_Z.mult_int_big_int 2
                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                     Big_int_Z.unit_big_int)))))) n)
                   (N.leb n (Big_int_Z.mult_int_big_int 2
                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                     (Big_int_Z.mult_int_big_int 2
                     (Big_int_Z.mult_int_big_int 2
                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                     Big_int_Z.unit_big_int)))))))
              then Some
                     (N.sub n
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       (Big_int_Z.mult_int_big_int 2
                       ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                       (Big_int_Z.mult_int_big_int 2
                       Big_int_Z.unit_big_int)))))))
              else None

  (** val onto : char list -> char list -> char list **)

  let rec onto l s =
    match l with
    | [] -> s
    | c :: l0 -> onto l0 (c::s)

  (** val state_in : mode -> state -> state **)

  let state_in m s =
    { in_mode = m; coq_open = s.coq_open; depth = s.depth }

  (** val put : json -> frame list -> Big_int_Z.big_int -> state option **)

  let put v l d =
    match l with
    | [] -> Some { in_mode = (Done v); coq_open = []; depth = d }
    | f :: r ->
      (match f with
       | Entries l0 ->
         Some { in_mode = After; coq_open = ((Entries (v :: l0)) :: r);
           depth = d }
       | Members _ -> None
       | Member (l0, k) ->
         Some { in_mode = After; coq_open = ((Members ((k, v) :: l0)) :: r);
           depth = d })

  (** val close_list : state -> state option **)

  let close_list s =
    match s.coq_open with
    | [] -> None
    | f :: r ->
      (match f with
       | Entries l -> put (JList (rev_append l [])) r (N.pred s.depth)
       | _ -> None)

  (** val close_object : state -> state option **)

  let close_object s =
    match s.coq_open with
    | [] -> None
    | f :: r ->
      (match f with
       | Members l ->
         if distinct_by (fun m -> bits (fst m)) Empty l
         then put (JObject (rev_append l [])) r (N.pred s.depth)
         else None
       | _ -> None)

  (** val end_text : bool -> char list -> state -> state option **)

  let end_text is_key l s =
    if is_key
    then if at_most coq_MAX_KEY l
         then Some (state_in (Colon (onto l [])) s)
         else None
    else put (JString (onto l [])) s.coq_open s.depth

  (** val end_number :
      bool -> Big_int_Z.big_int -> Big_int_Z.big_int -> state -> state option **)

  let end_number negative digits n s =
    if N.eqb digits Big_int_Z.zero_big_int
    then None
    else put (JInt (if negative then Z.opp (Z.of_N n) else Z.of_N n))
           s.coq_open s.depth

  (** val open_frame : frame -> mode -> state -> state option **)

  let open_frame f m s =
    if N.ltb s.depth coq_MAX_NESTING
    then Some { in_mode = m; coq_open = (f :: s.coq_open); depth =
           (N.succ s.depth) }
    else None

  (** val begin_value : char -> state -> state option **)

  let begin_value c s =
    if (=) c quote
    then Some (state_in (Text (false, [])) s)
    else if (=) c '['
         then open_frame (Entries []) (Begin true) s
         else if (=) c '{'
              then open_frame (Members []) (BeginKey true) s
              else if (=) c '-'
                   then Some
                          (state_in (Number (true, Big_int_Z.zero_big_int,
                            Big_int_Z.zero_big_int)) s)
                   else if (=) c 't'
                        then Some
                               (state_in (Word (('r'::('u'::('e'::[]))),
                                 (JBool true))) s)
                        else if (=) c 'f'
                             then Some
                                    (state_in (Word
                                      (('a'::('l'::('s'::('e'::[])))), (JBool
                                      false))) s)
                             else if (=) c 'n'
                                  then Some
                                         (state_in (Word
                                           (('u'::('l'::('l'::[]))), JNull))
                                           s)
                                  else (match digit c with
                                        | Some n ->
                                          Some
                                            (state_in (Number (false,
                                              Big_int_Z.unit_big_int, n)) s)
                                        | None -> None)

  (** val between : char -> state -> state option **)

  let between c s =
    if is_white c
    then Some s
    else (match s.in_mode with
          | Begin first ->
            if (&&) first ((=) c ']') then close_list s else begin_value c s
          | BeginKey first ->
            if (&&) first ((=) c '}')
            then close_object s
            else if (=) c quote
                 then Some (state_in (Text (true, [])) s)
                 else None
          | Colon key ->
            (match s.coq_open with
             | [] -> None
             | f :: r ->
               (match f with
                | Members l ->
                  if (=) c ':'
                  then Some { in_mode = (Begin false); coq_open = ((Member
                         (l, key)) :: r); depth = s.depth }
                  else None
                | _ -> None))
          | After ->
            (match s.coq_open with
             | [] -> None
             | f :: _ ->
               (match f with
                | Entries _ ->
                  if (=) c ','
                  then Some (state_in (Begin false) s)
                  else if (=) c ']' then close_list s else None
                | Members _ ->
                  if (=) c ','
                  then Some (state_in (BeginKey false) s)
                  else if (=) c '}' then close_object s else None
                | Member (_, _) -> None))
          | _ -> None)

  (** val in_text : bool -> char list -> char -> state -> state option **)

  let in_text is_key l c s =
    if (=) c quote
    then end_text is_key l s
    else if (=) c '\\'
         then Some (state_in (Escape (is_key, l)) s)
         else (* If this appears, you're using Ascii internals. Please don't *)
 (fun f c ->
  let n = Char.code c in
  let h i = (n land (1 lsl i)) <> 0 in
  f (h 0) (h 1) (h 2) (h 3) (h 4) (h 5) (h 6) (h 7))
                (fun _ _ _ _ _ b4 b5 b6 ->
                if b4
                then if b6
                     then let n = coq_N_of_ascii c in
                          let bytes = fun low high more -> Some
                            (state_in (Bytes (is_key, (c :: l), low, high,
                              more)) s)
                          in
                          if N.ltb n (Big_int_Z.mult_int_big_int 2
                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                               (Big_int_Z.mult_int_big_int 2
                               (Big_int_Z.mult_int_big_int 2
                               (Big_int_Z.mult_int_big_int 2
                               (Big_int_Z.mult_int_big_int 2
                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                               Big_int_Z.unit_big_int)))))))
                          then None
                          else if N.ltb n (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                    Big_int_Z.unit_big_int)))))))
                               then bytes (Big_int_Z.mult_int_big_int 2
                                      (Big_int_Z.mult_int_big_int 2
                                      (Big_int_Z.mult_int_big_int 2
                                      (Big_int_Z.mult_int_big_int 2
                                      (Big_int_Z.mult_int_big_int 2
                                      (Big_int_Z.mult_int_big_int 2
                                      (Big_int_Z.mult_int_big_int 2
                                      Big_int_Z.unit_big_int)))))))
                                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                      (Big_int_Z.mult_int_big_int 2
                                      Big_int_Z.unit_big_int))))))) 0
                               else if N.eqb n (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                         Big_int_Z.unit_big_int)))))))
                                    then bytes (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           (Big_int_Z.mult_int_big_int 2
                                           Big_int_Z.unit_big_int)))))))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           (Big_int_Z.mult_int_big_int 2
                                           Big_int_Z.unit_big_int)))))))
                                           (Stdlib.Int.succ 0)
                                    else if N.eqb n
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              (Big_int_Z.mult_int_big_int 2
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              (Big_int_Z.mult_int_big_int 2
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              Big_int_Z.unit_big_int)))))))
                                         then bytes
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                Big_int_Z.unit_big_int)))))))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                Big_int_Z.unit_big_int)))))))
                                                (Stdlib.Int.succ 0)
                                         else if N.ltb n
                                                   (Big_int_Z.mult_int_big_int 2
                                                   (Big_int_Z.mult_int_big_int 2
                                                   (Big_int_Z.mult_int_big_int 2
                                                   (Big_int_Z.mult_int_big_int 2
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   Big_int_Z.unit_big_int)))))))
                                              then bytes
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     Big_int_Z.unit_big_int)))))))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     (Big_int_Z.mult_int_big_int 2
                                                     Big_int_Z.unit_big_int)))))))
                                                     (Stdlib.Int.succ 0)
                                              else if N.eqb n
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        Big_int_Z.unit_big_int)))))))
                                                   then bytes
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          Big_int_Z.unit_big_int)))))))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          (Big_int_Z.mult_int_big_int 2
                                                          Big_int_Z.unit_big_int)))))))
                                                          (Stdlib.Int.succ
                                                          (Stdlib.Int.succ 0))
                                                   else if N.ltb n
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             (Big_int_Z.mult_int_big_int 2
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             Big_int_Z.unit_big_int)))))))
                                                        then bytes
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               Big_int_Z.unit_big_int)))))))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               (Big_int_Z.mult_int_big_int 2
                                                               Big_int_Z.unit_big_int)))))))
                                                               (Stdlib.Int.succ
                                                               (Stdlib.Int.succ
                                                               0))
                                                        else if N.eqb n
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  Big_int_Z.unit_big_int)))))))
                                                             then bytes
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    (Stdlib.Int.succ
                                                                    (Stdlib.Int.succ
                                                                    0))
                                                             else None
                     else Some (state_in (Text (is_key, (c :: l))) s)
                else if b5
                     then if b6
                          then let n = coq_N_of_ascii c in
                               let bytes = fun low high more -> Some
                                 (state_in (Bytes (is_key, (c :: l), low,
                                   high, more)) s)
                               in
                               if N.ltb n (Big_int_Z.mult_int_big_int 2
                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                    Big_int_Z.unit_big_int)))))))
                               then None
                               else if N.ltb n (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                         Big_int_Z.unit_big_int)))))))
                                    then bytes (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           Big_int_Z.unit_big_int)))))))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           (Big_int_Z.mult_int_big_int 2
                                           Big_int_Z.unit_big_int))))))) 0
                                    else if N.eqb n
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              Big_int_Z.unit_big_int)))))))
                                         then bytes
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                (Big_int_Z.mult_int_big_int 2
                                                Big_int_Z.unit_big_int)))))))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                (Big_int_Z.mult_int_big_int 2
                                                Big_int_Z.unit_big_int)))))))
                                                (Stdlib.Int.succ 0)
                                         else if N.eqb n
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   (Big_int_Z.mult_int_big_int 2
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   (Big_int_Z.mult_int_big_int 2
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   Big_int_Z.unit_big_int)))))))
                                              then bytes
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     Big_int_Z.unit_big_int)))))))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     Big_int_Z.unit_big_int)))))))
                                                     (Stdlib.Int.succ 0)
                                              else if N.ltb n
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        Big_int_Z.unit_big_int)))))))
                                                   then bytes
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          Big_int_Z.unit_big_int)))))))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          (Big_int_Z.mult_int_big_int 2
                                                          Big_int_Z.unit_big_int)))))))
                                                          (Stdlib.Int.succ 0)
                                                   else if N.eqb n
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             Big_int_Z.unit_big_int)))))))
                                                        then bytes
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               Big_int_Z.unit_big_int)))))))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               (Big_int_Z.mult_int_big_int 2
                                                               Big_int_Z.unit_big_int)))))))
                                                               (Stdlib.Int.succ
                                                               (Stdlib.Int.succ
                                                               0))
                                                        else if N.ltb n
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  Big_int_Z.unit_big_int)))))))
                                                             then bytes
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    (Stdlib.Int.succ
                                                                    (Stdlib.Int.succ
                                                                    0))
                                                             else if 
                                                                    N.eqb n
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    Big_int_Z.unit_big_int)))))))
                                                                  then 
                                                                    bytes
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    (Stdlib.Int.succ
                                                                    (Stdlib.Int.succ
                                                                    0))
                                                                  else None
                          else Some (state_in (Text (is_key, (c :: l))) s)
                     else if b6
                          then let n = coq_N_of_ascii c in
                               let bytes = fun low high more -> Some
                                 (state_in (Bytes (is_key, (c :: l), low,
                                   high, more)) s)
                               in
                               if N.ltb n (Big_int_Z.mult_int_big_int 2
                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    (Big_int_Z.mult_int_big_int 2
                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                    Big_int_Z.unit_big_int)))))))
                               then None
                               else if N.ltb n (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         (Big_int_Z.mult_int_big_int 2
                                         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                         ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                         Big_int_Z.unit_big_int)))))))
                                    then bytes (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           (Big_int_Z.mult_int_big_int 2
                                           Big_int_Z.unit_big_int)))))))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                           (Big_int_Z.mult_int_big_int 2
                                           Big_int_Z.unit_big_int))))))) 0
                                    else if N.eqb n
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              (Big_int_Z.mult_int_big_int 2
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                              Big_int_Z.unit_big_int)))))))
                                         then bytes
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                (Big_int_Z.mult_int_big_int 2
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                (Big_int_Z.mult_int_big_int 2
                                                Big_int_Z.unit_big_int)))))))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                (Big_int_Z.mult_int_big_int 2
                                                Big_int_Z.unit_big_int)))))))
                                                (Stdlib.Int.succ 0)
                                         else if N.eqb n
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   (Big_int_Z.mult_int_big_int 2
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   (Big_int_Z.mult_int_big_int 2
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                   Big_int_Z.unit_big_int)))))))
                                              then bytes
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     Big_int_Z.unit_big_int)))))))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                     (Big_int_Z.mult_int_big_int 2
                                                     (Big_int_Z.mult_int_big_int 2
                                                     Big_int_Z.unit_big_int)))))))
                                                     (Stdlib.Int.succ 0)
                                              else if N.ltb n
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        (Big_int_Z.mult_int_big_int 2
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                        Big_int_Z.unit_big_int)))))))
                                                   then bytes
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          (Big_int_Z.mult_int_big_int 2
                                                          Big_int_Z.unit_big_int)))))))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                          (Big_int_Z.mult_int_big_int 2
                                                          Big_int_Z.unit_big_int)))))))
                                                          (Stdlib.Int.succ 0)
                                                   else if N.eqb n
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             (Big_int_Z.mult_int_big_int 2
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                             Big_int_Z.unit_big_int)))))))
                                                        then bytes
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               (Big_int_Z.mult_int_big_int 2
                                                               (Big_int_Z.mult_int_big_int 2
                                                               Big_int_Z.unit_big_int)))))))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                               (Big_int_Z.mult_int_big_int 2
                                                               Big_int_Z.unit_big_int)))))))
                                                               (Stdlib.Int.succ
                                                               (Stdlib.Int.succ
                                                               0))
                                                        else if N.ltb n
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  (Big_int_Z.mult_int_big_int 2
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                  Big_int_Z.unit_big_int)))))))
                                                             then bytes
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    (Stdlib.Int.succ
                                                                    (Stdlib.Int.succ
                                                                    0))
                                                             else if 
                                                                    N.eqb n
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    Big_int_Z.unit_big_int)))))))
                                                                  then 
                                                                    bytes
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    (Big_int_Z.mult_int_big_int 2
                                                                    Big_int_Z.unit_big_int)))))))
                                                                    (Stdlib.Int.succ
                                                                    (Stdlib.Int.succ
                                                                    0))
                                                                  else None
                          else None)
                c

  (** val escaped : char -> char option **)

  let escaped c =
    if (||) ((||) ((=) c quote) ((=) c '\\')) ((=) c '/')
    then Some c
    else if (=) c 'b'
         then Some '\b'
         else if (=) c 'f'
              then Some '\012'
              else if (=) c 'n'
                   then Some newline
                   else if (=) c 'r'
                        then Some carriage_return
                        else if (=) c 't' then Some tab else None

  (** val utf8 : Big_int_Z.big_int -> char list -> char list **)

  let utf8 n l =
    let byte = fun base shift width ->
      ascii_of_N (N.add base (N.modulo (N.shiftr n shift) width))
    in
    if N.ltb n (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
         (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
         (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
         (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))))))
    then (ascii_of_N n) :: l
    else if N.ltb n (Big_int_Z.mult_int_big_int 2
              (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
              (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
              (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
              (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
              (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
              Big_int_Z.unit_big_int)))))))))))
         then (byte (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                Big_int_Z.unit_big_int))))))) Big_int_Z.zero_big_int
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                Big_int_Z.unit_big_int))))))) :: ((byte
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                    Big_int_Z.unit_big_int)))))))
                                                    (Big_int_Z.mult_int_big_int 2
                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                    Big_int_Z.unit_big_int))
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    Big_int_Z.unit_big_int)))))) :: l)
         else (byte (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                Big_int_Z.unit_big_int))))))) Big_int_Z.zero_big_int
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                Big_int_Z.unit_big_int))))))) :: ((byte
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    Big_int_Z.unit_big_int)))))))
                                                    (Big_int_Z.mult_int_big_int 2
                                                    ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                                                    Big_int_Z.unit_big_int))
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    (Big_int_Z.mult_int_big_int 2
                                                    Big_int_Z.unit_big_int))))))) :: (
                (byte (Big_int_Z.mult_int_big_int 2
                  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  Big_int_Z.unit_big_int))))))) (Big_int_Z.mult_int_big_int 2
                  (Big_int_Z.mult_int_big_int 2
                  ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                  Big_int_Z.unit_big_int))) (Big_int_Z.mult_int_big_int 2
                  (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                  (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))))) :: l))

  (** val step : char -> state -> state option **)

  let step c s =
    match s.in_mode with
    | Text (is_key, l) -> in_text is_key l c s
    | Escape (is_key, l) ->
      if (=) c 'u'
      then Some
             (state_in (Hex (is_key, l, (Stdlib.Int.succ (Stdlib.Int.succ
               (Stdlib.Int.succ 0))), Big_int_Z.zero_big_int)) s)
      else (match escaped c with
            | Some c0 -> Some (state_in (Text (is_key, (c0 :: l))) s)
            | None -> None)
    | Hex (is_key, l, missing, code) ->
      (match hexadecimal c with
       | Some n ->
         let code0 =
           N.add
             (N.mul (Big_int_Z.mult_int_big_int 2
               (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
               (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))) code)
             n
         in
         ((fun fO fS n -> if n=0 then fO () else fS (n-1))
            (fun _ ->
            if (&&)
                 (N.leb (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   (Big_int_Z.mult_int_big_int 2
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   (Big_int_Z.mult_int_big_int 2
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   Big_int_Z.unit_big_int))))))))))))))) code0)
                 (N.leb code0
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   (Big_int_Z.mult_int_big_int 2
                   ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                   Big_int_Z.unit_big_int))))))))))))))))
            then None
            else Some (state_in (Text (is_key, (utf8 code0 l))) s))
            (fun missing0 -> Some
            (state_in (Hex (is_key, l, missing0, code0)) s))
            missing)
       | None -> None)
    | Bytes (is_key, l, low, high, more) ->
      let n = coq_N_of_ascii c in
      if (&&) (N.leb low n) (N.leb n high)
      then ((fun fO fS n -> if n=0 then fO () else fS (n-1))
              (fun _ -> Some
              (state_in (Text (is_key, (c :: l))) s))
              (fun more0 -> Some
              (state_in (Bytes (is_key, (c :: l),
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 (Big_int_Z.mult_int_big_int 2
                (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))))))),
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int))))))),
                more0)) s))
              more)
      else None
    | Number (negative, digits, n) ->
      (match digit c with
       | Some m ->
         if (&&)
              ((||) (N.eqb digits Big_int_Z.zero_big_int)
                (negb (N.eqb n Big_int_Z.zero_big_int)))
              (N.ltb digits coq_MAX_DIGITS)
         then Some
                (state_in (Number (negative, (N.succ digits),
                  (N.add
                    (N.mul (Big_int_Z.mult_int_big_int 2
                      ((fun x -> Big_int_Z.succ_big_int (Big_int_Z.mult_int_big_int 2 x))
                      (Big_int_Z.mult_int_big_int 2 Big_int_Z.unit_big_int)))
                      n) m))) s)
         else None
       | None ->
         (match end_number negative digits n s with
          | Some s0 -> between c s0
          | None -> None))
    | Word (rest0, v) ->
      (match rest0 with
       | [] -> None
       | a::rest ->
         if (=) a c
         then (match rest with
               | [] -> put v s.coq_open s.depth
               | _::_ -> Some (state_in (Word (rest, v)) s))
         else None)
    | _ -> between c s

  (** val finish : state -> json option **)

  let finish s =
    match s.in_mode with
    | Done v -> Some v
    | Number (negative, digits, n) ->
      (match end_number negative digits n s with
       | Some s0 ->
         let { in_mode = in_mode0; coq_open = _; depth = _ } = s0 in
         (match in_mode0 with
          | Done v -> Some v
          | _ -> None)
       | None -> None)
    | _ -> None

  (** val run : char list -> state -> json option **)

  let rec run text s =
    match text with
    | [] -> finish s
    | c::text0 -> (match step c s with
                   | Some s0 -> run text0 s0
                   | None -> None)
 end

(** val parse : char list -> json option **)

let parse text =
  Machine.run text { Machine.in_mode = (Machine.Begin false);
    Machine.coq_open = []; Machine.depth = Big_int_Z.zero_big_int }
