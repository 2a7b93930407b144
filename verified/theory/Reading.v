(** * Reading claims and certificates

    Every object has its required keys, perhaps its optional ones, and no others. Every number has one spelling. What
    shapes and functions mean is not asked here; another file evaluates terms. *)
From Coq Require Import List Bool Ascii String PArith NArith ZArith QArith.
From Coq Require Import Decimal DecimalString DecimalPos DecimalZ.
From Certsim Require Import Syntax Json.
From Certsim Require Definitions.
Import ListNotations.
Open Scope string_scope.
Open Scope list_scope.

Local Notation "x <- e ;; f" := (match e with Some x => f | None => None end)
  (at level 61, e at next level, right associativity).
Local Notation "'require' b ;; f" := (if b then f else None) (at level 61, b at next level, right associativity).

(** ** Lists and objects *)
Fixpoint all_onto {A B} (f : A -> option B) (read : list B) (l : list A) : option (list B) :=
  match l with
  | [] => Some (rev_append read [])
  | a :: l => match f a with Some b => all_onto f (b :: read) l | None => None end
  end.

(** All entries of a list, if each of them can be read. *)
Definition all {A B} (f : A -> option B) (l : list A) : option (list B) := all_onto f [] l.

Definition read_list {A} (f : json -> option A) (j : json) : option (list A) :=
  match j with JList l => all f l | _ => None end.

Definition read_string (j : json) : option string := match j with JString s => Some s | _ => None end.

Definition is_empty {A} (l : list A) : bool := match l with [] => true | _ => false end.

Fixpoint count_from {A} (n : N) (l : list A) : N :=
  match l with [] => n | _ :: l => count_from (N.succ n) l end.
Definition count {A} (l : list A) : N := count_from 0 l.

Definition among (s : string) (l : list string) : bool := existsb (String.eqb s) l.

Definition object := list (string * json).

Fixpoint member (key : string) (o : object) : option json :=
  match o with [] => None | (k, v) :: o => if k =? key then Some v else member key o end.

Definition holds (key : string) (o : object) : bool := match member key o with Some _ => true | None => false end.

Definition read_object (required optional : list string) (j : json) : option object :=
  match j with
  | JObject o =>
      require forallb (fun key => holds key o) required ;;
      require forallb (fun m => among (fst m) required || among (fst m) optional) o ;;
      Some o
  | _ => None
  end.

(** What stands at an optional key is read, or else the value is the one given. *)
Definition read_optional {A} (key : string) (f : json -> option A) (default : A) (o : object) : option A :=
  match member key o with Some j => f j | None => Some default end.

(** ** Names *)
Definition is_letter (c : ascii) : bool :=
  let n := N_of_ascii c in ((65 <=? n) && (n <=? 90) || (97 <=? n) && (n <=? 122) || (n =? 95))%N.

Definition is_digit (c : ascii) : bool := match digit c with Some _ => true | None => false end.

(** At most so many letters and digits. *)
Fixpoint is_tail (most : N) (s : string) : bool :=
  match s with
  | EmptyString => true
  | String c s => (0 <? most)%N && (is_letter c || is_digit c) && is_tail (N.pred most) s
  end.

Definition is_identifier (s : string) : bool :=
  match s with EmptyString => false | String c s => is_letter c && is_tail 199 s end.

(** ** Rational numbers *)
Definition print_Z (z : Z) : string := NilZero.string_of_int (Z.to_int z).

(** The one spelling: lowest terms, no sign but a leading minus, no denominator that is 1. *)
Definition print_Q (q : Q) : string :=
  let r := Qred q in
  if (Qden r =? 1)%positive then print_Z (Qnum r)
  else (print_Z (Qnum r) ++ String "/" (print_Z (Zpos (Qden r))))%string.

(** What stands before the first stroke, and what stands after it. *)
Fixpoint cut (s : string) : string * option string :=
  match s with
  | EmptyString => (EmptyString, None)
  | String c s =>
      if (c =? "/")%char then (EmptyString, Some s) else let '(a, b) := cut s in (String c a, b)
  end.

Fixpoint is_short (most : N) (s : string) : bool :=
  match s with EmptyString => true | String _ s => (0 <? most)%N && is_short (N.pred most) s end.

Definition MAX_LITERAL : N := 4000.

Definition without_sign (s : string) : string :=
  match s with String c r => if (c =? "-")%char then r else s | EmptyString => s end.

Definition spelled (s : string) (q : Q) : option Q := let r := Qred q in require (print_Q r =? s) ;; Some r.

Definition read_rational (s : string) : option Q :=
  require is_short (2 * MAX_LITERAL + 2) s ;;
  let '(a, b) := cut s in
  require is_short MAX_LITERAL (without_sign a) ;;
  n <- NilZero.int_of_string a ;;
  match b with
  | None => spelled s (inject_Z (Z.of_int n))
  | Some b =>
      require is_short MAX_LITERAL b ;;
      d <- NilZero.uint_of_string b ;;
      match N.of_uint d with N0 => None | Npos d => spelled s (Qmake (Z.of_int n) d) end
  end.

Definition read_number (j : json) : option Q := s <- read_string j ;; read_rational s.

(** ** Terms *)

(** A term stands at a path from the root of the certificate, which has at most so many steps. *)
Definition MAX_DEPTH : nat := 220.
Definition below (steps : nat) : nat := S MAX_DEPTH - steps.

Definition read_integer (j : json) : option Z := match j with JInt z => Some z | _ => None end.

Definition read_end (j : json) : option (option Z) :=
  match j with JNull => Some None | JInt z => Some (Some z) | _ => None end.

Definition read_subscript (j : json) : option subscript :=
  match j with
  | JInt z => Some (At z)
  | JString s => require (s =? "...") ;; Some Dots
  | JList [JString s; a; b] =>
      require (s =? "slice") ;; a <- read_end a ;; b <- read_end b ;; Some (Range a b None)
  | JList [JString s; a; b; JInt c] =>
      require (s =? "slice") ;; require negb (c =? 0)%Z ;;
      a <- read_end a ;; b <- read_end b ;; Some (Range a b (Some c))
  | _ => None
  end.

Definition is_dots (s : subscript) : bool := match s with Dots => true | _ => false end.

Definition read_subscripts (l : list json) : option (list subscript) :=
  l <- all read_subscript l ;;
  require (count (filter is_dots l) <=? 1)%N ;;
  require negb (is_empty l) ;;
  Some l.

Definition read_option (m : string * json) : option (string * option_value) :=
  let '(key, j) := m in
  match j with
  | JNull => Some (key, ONone)
  | JBool b => Some (key, OFlag b)
  | JInt z => Some (key, OInt z)
  | JList l => l <- all read_integer l ;; Some (key, OInts l)
  | _ => None
  end.

(** The arguments of a call; the last of them may be an object of options, which is not empty. *)
Definition split_options (l : list json) : option (list json * options) :=
  match rev_append l [] with
  | JObject o :: r => require negb (is_empty o) ;; o <- all read_option o ;; Some (rev_append r [], o)
  | _ => Some (l, [])
  end.

Fixpoint read_term (fuel : nat) (j : json) : option term :=
  match fuel with
  | O => None
  | S fuel =>
      let read := read_term fuel in
      match j with
      | JString s =>
          if is_identifier s then Some (Name s) else q <- read_rational s ;; Some (Literal q)
      | JList (JString operation :: operands) =>
          let is := String.eqb operation in
          if is "+" || is "*" then
            match operands with
            | [] | [_] => None
            | _ => l <- all read operands ;; Some (if is "+" then Sum l else Product l)
            end
          else if is "neg" then
            match operands with [a] => a <- read a ;; Some (Opposite a) | _ => None end
          else if is "/" then
            match operands with [a; b] => a <- read a ;; b <- read b ;; Some (Quotient a b) | _ => None end
          else if is "**" then
            match operands with [a; JInt n] => a <- read a ;; Some (Power a n) | _ => None end
          else if is "@" then
            match operands with [a; b] => a <- read a ;; b <- read b ;; Some (Matmul a b) | _ => None end
          else if is "T" then
            match operands with [a] => a <- read a ;; Some (Transpose a) | _ => None end
          else if is "index" then
            match operands with
            | a :: l => a <- read a ;; l <- read_subscripts l ;; Some (Index a l)
            | _ => None
            end
          else if is "list" then
            match operands with [] => None | _ => l <- all read operands ;; Some (Stack l) end
          else if is "sum" then
            p <- split_options operands ;;
            match p with ([a], o) => a <- read a ;; Some (Apply "sum" [a] o) | _ => None end
          else if is "einsum" then
            match operands with
            | JString letters :: a :: l => l <- all read (a :: l) ;; Some (Einsum letters l)
            | _ => None
            end
          else if is "call" then
            match operands with
            | JString f :: l =>
                require negb (f =? "sum") ;;
                p <- split_options l ;;
                l <- all read (fst p) ;;
                Some (Apply f l (snd p))
            | _ => None
            end
          else None
      | _ => None
      end
  end.

Definition read_relation (j : json) : option relation :=
  match j with
  | JString s =>
      if s =? "=" then Some Equal
      else if s =? "!=" then Some NotZero
      else if s =? ">" then Some Positive
      else if s =? "<" then Some Negative
      else None
  | _ => None
  end.

(** A condition at a path of so many steps. *)
Definition read_comparison (steps : nat) (j : json) : option comparison_of_terms :=
  match j with
  | JList [a; r; b] =>
      r <- read_relation r ;;
      a <- read_term (below (S steps)) a ;;
      b <- read_term (below (S steps)) b ;;
      Some (a, r, b)
  | _ => None
  end.

Definition read_condition (steps : nat) (j : json) : option comparison_of_terms :=
  c <- read_comparison steps j ;;
  match c with (_, Equal, _) => None | _ => Some c end.

(** ** Declarations *)
Definition MAX_SCALARS : N := 500000.
Definition MAX_DIMENSIONS : N := 8.

Definition read_size (j : json) : option N :=
  match j with JInt (Zpos p) => require (Npos p <=? MAX_SCALARS)%N ;; Some (Npos p) | _ => None end.

Definition size (shape : list N) : N := fold_right N.mul 1%N shape.
Definition scalars (l : list declaration) : N := fold_left (fun n d => (n + size (snd d))%N) l 0%N.

Definition read_declaration (j : json) : option declaration :=
  match j with
  | JList [JString name; JList shape] =>
      require is_identifier name ;;
      require negb (name =? "pi") ;;
      require at_most MAX_DIMENSIONS shape ;;
      shape <- all read_size shape ;;
      Some (name, shape)
  | _ => None
  end.

Definition read_declarations (j : json) : option (list declaration) :=
  l <- read_list read_declaration j ;;
  require (scalars l <=? MAX_SCALARS)%N ;;
  Some l.

Definition print_N (n : N) : string := NilZero.string_of_uint (N.to_uint n).

(** What stands between the brackets for the entry with this number, before what is written already. *)
Fixpoint coordinates (shape_reversed : list N) (entry : N) (written : string) : string :=
  match shape_reversed with
  | [] => written
  | n :: shape =>
      let here := (print_N (entry mod n) ++ written)%string in
      match shape with [] => here | _ => coordinates shape (entry / n) (String "," here) end
  end.

Definition scalar_name (name : string) (shape : list N) (entry : N) : string :=
  match shape with
  | [] => name
  | _ => (name ++ String "[" (coordinates (rev_append shape []) entry "]"))%string
  end.

(** The names of all scalars, in the order of the declarations: W[0,0], W[0,1] and so on. *)
Definition scalar_names (l : list declaration) : list string :=
  fold_right (fun d names =>
    snd (N.iter (size (snd d)) (fun p => let e := N.pred (fst p) in (e, scalar_name (fst d) (snd d) e :: snd p))
      (size (snd d), names))) [] l.

(** ** Models *)
Definition read_fact (j : json) : option fact :=
  match j with
  | JString s =>
      if s =? "even" then Some Even else if s =? "odd" then Some Odd
      else if s =? "zero_at_zero" then Some ZeroAtZero else None
  | _ => None
  end.

(** Facts stand once each, in the order of their names. *)
Definition read_facts (j : json) : option (list fact) :=
  l <- read_list read_fact j ;;
  match l with
  | [] | [_] | [Even; Odd] | [Even; ZeroAtZero] | [Odd; ZeroAtZero] | [Even; Odd; ZeroAtZero] => Some l
  | _ => None
  end.

Definition read_function (m : string * json) : option (string * list fact) :=
  require is_identifier (fst m) ;;
  require negb (among (fst m) Definitions.reserved) ;;
  l <- read_facts (snd m) ;;
  Some (fst m, l).

Definition read_functions (j : json) : option (list (string * list fact)) :=
  match j with JObject o => all read_function o | _ => None end.

Definition read_let (j : json) : option (string * term) :=
  match j with
  | JList [JString name; j] =>
      require is_identifier name ;;
      require negb (name =? "pi") ;;
      t <- read_term (below 5) j ;;
      Some (name, t)
  | _ => None
  end.

Definition read_count (j : json) : option N :=
  match j with JInt z => require (0 <=? z)%Z ;; Some (Z.to_N z) | _ => None end.

(** A member of a block is one output or a list of them. *)
Definition read_outputs_of_member (j : json) : option (list N) :=
  match j with JList l => all read_count l | _ => n <- read_count j ;; Some [n] end.

Definition MAX_SYMMETRIC : N := 10000.

(** Whether the binomial coefficient of n + k over k is within the limit, k being the length of the list. *)
Fixpoint is_few {A} (n i c : N) (l : list A) : bool :=
  match l with
  | [] => (c <=? MAX_SYMMETRIC)%N
  | _ :: l => (c <=? MAX_SYMMETRIC)%N && (let i := N.succ i in is_few n i (c * (n + i) / i) l)
  end.

(** A block has two members at least, with as many outputs each. *)
Definition read_block (j : json) : option (list (list N)) :=
  l <- read_list read_outputs_of_member j ;;
  match l with
  | first :: _ :: _ =>
      require negb (is_empty first) ;;
      require forallb (fun m => count m =? count first)%N l ;;
      require is_few (count first) 0 1 l ;;
      Some l
  | _ => None
  end.

Fixpoint bits_of_positive (p : positive) : list bool :=
  match p with xH => [] | xO p => false :: bits_of_positive p | xI p => true :: bits_of_positive p end.

(** No output is in two blocks, or twice in one. *)
Definition read_symmetric (j : json) : option (list (list (list N))) :=
  l <- read_list read_block j ;;
  require distinct_by (fun n => bits_of_positive (N.succ_pos n)) Empty (List.concat (List.concat l)) ;;
  Some l.

Definition read_rate (j : json) : option (term * Q) :=
  match j with
  | JList [t; r] =>
      r <- read_number r ;;
      require (0 <? Qnum r)%Z ;;
      t <- read_term (below 5) t ;;
      Some (t, r)
  | _ => None
  end.

Definition tabled (o : object) : trie json := fold_left (fun t m => insert (bits (fst m)) (snd m) t) o Empty.

(** A datum has as many keys as there are scalars. *)
Definition read_row (n : N) (j : json) : option object :=
  match j with JObject o => require (count o =? n)%N ;; Some o | _ => None end.

(** The values of all inputs, in the order of their names. *)
Definition read_datum (names : list string) (o : object) : option (list Q) :=
  let t := tabled o in
  all (fun name => j <- lookup (bits name) t ;; read_number j) names.

Definition read_data (inputs : list declaration) (j : json) : option (list (list Q)) :=
  rows <- read_list (read_row (scalars inputs)) j ;;
  require negb (is_empty rows) ;;
  let names := scalar_names inputs in
  all (read_datum names) rows.

Definition read_family (parameters : N) (o : object) : option family :=
  if holds "fields" o then
    (* Fields come in a list that is not empty, each with a component for every parameter. *)
    require (count o =? 2)%N ;;
    l <- read_optional "fields" (read_list (read_list (read_term (below 5)))) [] o ;;
    require negb (is_empty l) ;;
    require forallb (fun f => count f =? parameters)%N l ;;
    Some (OfFields l)
  else
    lets <- read_optional "let" (read_list read_let) [] o ;;
    outputs <- read_optional "outputs" (read_list (read_term (below 4))) [] o ;;
    require negb (is_empty outputs) ;;
    symmetric <- read_optional "symmetric_outputs" read_symmetric [] o ;;
    Some (OfOutputs lets outputs symmetric).

Definition names_of_family (f : family) : list string :=
  match f with OfOutputs lets _ _ => map fst lets | OfFields _ => [] end.

(** All names that a model declares. *)
Definition names_of_model (m : model) : list string :=
  map fst (functions m) ++ map fst (parameters m) ++ map fst (inputs m).

Definition read_model (j : json) : option model :=
  o <- read_object ["parameters"]
    ["data"; "fields"; "frozen"; "functions"; "inputs"; "inputs_where"; "let"; "outputs"; "rates";
     "symmetric_outputs"] j ;;
  functions <- read_optional "functions" read_functions [] o ;;
  parameters <- read_optional "parameters" read_declarations [] o ;;
  inputs <- read_optional "inputs" read_declarations [] o ;;
  family <- read_family (scalars parameters) o ;;
  frozen <- read_optional "frozen" (read_list (read_term (below 4))) [] o ;;
  rates <- read_optional "rates" (read_list read_rate) [] o ;;
  inputs_where <- read_optional "inputs_where" (read_list (read_comparison 4)) [] o ;;
  require is_empty inputs_where || negb (holds "data" o) ;;
  data <- read_optional "data" (fun j => l <- read_data inputs j ;; Some (Some l)) None o ;;
  let m := {| Syntax.functions := functions; Syntax.parameters := parameters; Syntax.inputs := inputs;
              of_family := family; Syntax.frozen := frozen; Syntax.rates := rates;
              Syntax.inputs_where := inputs_where; Syntax.data := data |} in
  require distinct (names_of_family family ++ names_of_model m) ;;
  Some m.

(** ** Candidates, at paths of so many steps *)
Definition read_equation (steps : nat) (j : json) : option (term * term) :=
  match j with
  | JList [a; b] =>
      a <- read_term (below (S steps)) a ;;
      b <- read_term (below (S steps)) b ;;
      Some (a, b)
  | _ => None
  end.

(** A candidate has either equations or maps, and maps come without constants. *)
Definition read_candidate (m : model) (steps : nat) (j : json) : option candidate :=
  o <- read_object [] ["constants"; "equations"; "fixed_by"; "where"] j ;;
  constants <- read_optional "constants" read_declarations [] o ;;
  require distinct (map fst constants ++ names_of_model m) ;;
  of <- match member "equations" o, member "fixed_by" o with
        | Some j, None => l <- read_list (read_equation (2 + steps)) j ;; Some (Equations l)
        | None, Some j =>
            require is_empty constants ;;
            l <- read_list (read_list (read_equation (3 + steps))) j ;;
            Some (FixedBy l)
        | _, _ => None
        end ;;
  where_ <- read_optional "where" (read_list (read_condition (2 + steps))) [] o ;;
  Some {| Syntax.constants := constants; of_equations := of; Syntax.where_ := where_ |}.

Fixpoint read_set (m : model) (steps : nat) (j : json) : option set_ :=
  match j with
  | JObject [(key, JList [a; b])] =>
      if key =? "difference" then
        a <- read_set m (2 + steps) a ;;
        b <- read_set m (2 + steps) b ;;
        Some (Difference a b)
      else c <- read_candidate m steps j ;; Some (Candidate c)
  | _ => c <- read_candidate m steps j ;; Some (Candidate c)
  end.

(** ** Claims *)

(** What the claim says, whether this reader covers it or not. *)
Definition verdict_of (claim : json) : option string :=
  match claim with
  | JObject o =>
      match member "verdict" o with
      | Some (JString s) =>
          require among s ["certified"; "refuted"; "core"; "reduced"; "orbit"; "laws"] ;; Some s
      | _ => None
      end
  | _ => None
  end.

Definition read_manifold_of (j : json) : option (string * option N) :=
  o <- read_object ["status"] ["dimension"] j ;;
  match member "status" o, member "dimension" o with
  | Some (JString s), None => require (s =? "empty") ;; Some (s, None)
  | Some (JString s), Some d =>
      require among s ["embedded"; "regular locus"] ;; d <- read_count d ;; Some (s, Some d)
  | _, _ => None
  end.

(** What manifold a claim says that the set is, if it says so. *)
Definition read_manifold (claim : json) : option (option (string * option N)) :=
  match claim with
  | JObject o => read_optional "manifold" (fun j => m <- read_manifold_of j ;; Some (Some m)) None o
  | _ => None
  end.

(** Claims with the verdicts "certified" and "refuted"; only the former tell of a manifold, or of a difference. *)
Definition read_claim (j : json) : option claim :=
  o <- read_object ["candidate"; "model"; "verdict"] ["manifold"] j ;;
  verdict <- verdict_of j ;;
  v <- (if verdict =? "certified" then Some Certified
        else if verdict =? "refuted" then Some Refuted else None) ;;
  model <- member "model" o ;;
  m <- read_model model ;;
  manifold <- read_manifold j ;;
  require match v, manifold with
          | _, None => true
          | Certified, Some (_, Some d) => (d <=? scalars (parameters m))%N
          | Certified, Some (_, None) => true
          | Refuted, Some _ => false
          end ;;
  candidate <- member "candidate" o ;;
  s <- read_set m 2 candidate ;;
  match v, s with
  | Refuted, Difference _ _ => None
  | _, _ => Some {| of_model := m; of_set := s; of_verdict := v |}
  end.

(** ** Certificates *)
Record certificate := {
  claim_written : json;
  evidence : json;
  assumptions : list string;
  claim_digest : string;
  evidence_digest : string }.

(** The parts of a certificate; that the digests are those of the claim and of the evidence is not checked here. *)
Definition read_parts (j : json) : option certificate :=
  o <- read_object ["about"; "assumptions"; "certsim"; "claim"; "digests"; "evidence"] [] j ;;
  format <- member "certsim" o ;;
  require match format with JInt 3 => true | _ => false end ;;
  about <- member "about" o ;;
  about <- read_object ["candidate"; "model"] [] about ;;
  _ <- all (fun m => read_string (snd m)) about ;;
  assumptions <- read_optional "assumptions" (read_list read_string) [] o ;;
  digests <- member "digests" o ;;
  digests <- read_object ["claim"; "evidence"] [] digests ;;
  of_claim <- read_optional "claim" read_string "" digests ;;
  of_evidence <- read_optional "evidence" read_string "" digests ;;
  claim <- member "claim" o ;;
  evidence <- member "evidence" o ;;
  Some {| claim_written := claim; Reading.evidence := evidence; Reading.assumptions := assumptions;
          claim_digest := of_claim; evidence_digest := of_evidence |}.

Definition read_certificate (j : json) : option (claim * json) :=
  c <- read_parts j ;;
  claim <- read_claim (claim_written c) ;;
  Some (claim, evidence c).

(** ** Whether a claim mentions π *)
Definition is_of_pi (s : string) : bool := (s =? "pi") || (s =? "gelu_tanh").

Fixpoint mentions_pi_term (t : term) : bool :=
  match t with
  | Name s => is_of_pi s
  | Literal _ => false
  | Sum l | Product l | Stack l => existsb mentions_pi_term l
  | Opposite a | Power a _ | Transpose a | Index a _ => mentions_pi_term a
  | Quotient a b | Matmul a b => mentions_pi_term a || mentions_pi_term b
  | Einsum letters l => is_of_pi letters || existsb mentions_pi_term l
  | Apply f l o =>
      is_of_pi f || existsb mentions_pi_term l
      || existsb (fun p => match snd p with OName s => is_of_pi s | _ => false end) o
  end.

Definition mentions_pi_comparison (c : comparison_of_terms) : bool :=
  let '(a, _, b) := c in mentions_pi_term a || mentions_pi_term b.

Definition mentions_pi_equation (e : term * term) : bool := mentions_pi_term (fst e) || mentions_pi_term (snd e).

Definition mentions_pi_declarations (l : list declaration) : bool := existsb (fun d => is_of_pi (fst d)) l.

Definition mentions_pi_model (m : model) : bool :=
  mentions_pi_declarations (parameters m) || mentions_pi_declarations (inputs m)
  || match of_family m with
     | OfOutputs lets outputs _ =>
         existsb (fun p => is_of_pi (fst p) || mentions_pi_term (snd p)) lets || existsb mentions_pi_term outputs
     | OfFields l => existsb (existsb mentions_pi_term) l
     end
  || existsb mentions_pi_term (frozen m)
  || existsb (fun p => mentions_pi_term (fst p)) (rates m)
  || existsb mentions_pi_comparison (inputs_where m).

Definition mentions_pi_candidate (c : candidate) : bool :=
  mentions_pi_declarations (constants c)
  || match of_equations c with
     | Equations l => existsb mentions_pi_equation l
     | FixedBy l => existsb (existsb mentions_pi_equation) l
     end
  || existsb mentions_pi_comparison (where_ c).

Fixpoint mentions_pi_set (s : set_) : bool :=
  match s with
  | Candidate c => mentions_pi_candidate c
  | Difference a b => mentions_pi_set a || mentions_pi_set b
  end.

(** The name of π, or the function that is defined by it, stands somewhere in the claim. *)
Definition mentions_pi (c : claim) : bool := mentions_pi_model (of_model c) || mentions_pi_set (of_set c).

(** ** What is read is as strict as it says *)
Lemma spelled_sound s q r : spelled s q = Some r -> print_Q r = s /\ r = Qred q.
Proof.
  unfold spelled. destruct (print_Q (Qred q) =? s) eqn:E; [|discriminate].
  intros H. injection H as <-. split; [|reflexivity]. now apply String.eqb_eq.
Qed.

Lemma read_rational_sound s q : read_rational s = Some q -> print_Q q = s /\ exists r, q = Qred r.
Proof.
  unfold read_rational. destruct (is_short _ s); [|discriminate]. destruct (cut s) as [a [b|]].
  all: destruct (is_short _ _); [|discriminate]; destruct (NilZero.int_of_string a) as [n|]; [|discriminate].
  - destruct (is_short _ b); [|discriminate]. destruct (NilZero.uint_of_string b) as [d|]; [|discriminate].
    destruct (N.of_uint d) as [|d']; [discriminate|]. intros H. destruct (spelled_sound _ _ _ H). eauto.
  - intros H. destruct (spelled_sound _ _ _ H). eauto.
Qed.

(** A number is read from its one spelling only. *)
Theorem read_rational_spelling s q : read_rational s = Some q -> print_Q q = s.
Proof. intros H. exact (proj1 (read_rational_sound _ _ H)). Qed.

Theorem read_rational_reduced s q : read_rational s = Some q -> Qred q = q.
Proof.
  intros H. destruct (read_rational_sound _ _ H) as [_ [r ->]]. apply Qred_complete, Qred_correct.
Qed.

(** Two texts that are read as equal numbers are the same text. *)
Theorem read_rational_unique s t q r :
  read_rational s = Some q -> read_rational t = Some r -> (q == r)%Q -> s = t.
Proof.
  intros S T E. rewrite <- (read_rational_spelling _ _ S), <- (read_rational_spelling _ _ T).
  unfold print_Q. now rewrite (Qred_complete _ _ E).
Qed.

Lemma cut_plain s t : cut s = (s, None) -> cut (s ++ String "/" t) = (s, Some t).
Proof.
  induction s as [|c s IH]; [reflexivity|]. cbn [cut append].
  destruct (c =? "/")%char; [discriminate|]. destruct (cut s) as [a b].
  intros H. injection H as -> ->. now rewrite IH.
Qed.

Lemma cut_uint d : cut (NilEmpty.string_of_uint d) = (NilEmpty.string_of_uint d, None).
Proof. induction d; simpl; rewrite ?IHd; reflexivity. Qed.

Lemma print_positive p : NilZero.string_of_uint (Pos.to_uint p) = NilEmpty.string_of_uint (Pos.to_uint p).
Proof.
  unfold NilZero.string_of_uint. destruct (Pos.to_uint p) eqn:E; try reflexivity.
  now destruct (DecimalPos.Unsigned.to_uint_nonnil p).
Qed.

Lemma cut_print_Z z : cut (print_Z z) = (print_Z z, None).
Proof.
  destruct z as [|p|p]; [reflexivity | |]; unfold print_Z; simpl; rewrite print_positive, ?cut_uint; reflexivity.
Qed.

Lemma int_of_print_Z z : NilZero.int_of_string (print_Z z) = Some (Z.to_int z).
Proof.
  apply NilZero.isi; destruct z; try discriminate; simpl; intros E; injection E as E.
  all: exact (DecimalPos.Unsigned.to_uint_nonnil _ E).
Qed.

(** Every number in lowest terms is read from its spelling, if that is not too long. *)
Theorem read_rational_complete q :
  Qred q = q -> is_short (2 * MAX_LITERAL + 2) (print_Q q) = true ->
  is_short MAX_LITERAL (without_sign (print_Z (Qnum q))) = true ->
  is_short MAX_LITERAL (print_Z (Zpos (Qden q))) = true -> read_rational (print_Q q) = Some q.
Proof.
  intros R S N D. unfold read_rational. rewrite S. clear S.
  assert (F : forall r, r = q -> spelled (print_Q q) r = Some q).
  { intros r ->. unfold spelled. rewrite R, String.eqb_refl. reflexivity. }
  revert F. generalize (spelled (print_Q q)). unfold print_Q. rewrite R. intros f F.
  destruct (Qden q =? 1)%positive eqn:E.
  - rewrite cut_print_Z, N, int_of_print_Z, DecimalZ.of_to. apply F.
    destruct q as [n d]. apply Pos.eqb_eq in E. simpl in *. now subst d.
  - rewrite (cut_plain _ _ (cut_print_Z _)), N, int_of_print_Z, DecimalZ.of_to, D.
    unfold print_Z, Z.to_int, NilZero.string_of_int. rewrite NilZero.usu by apply DecimalPos.Unsigned.to_uint_nonnil.
    unfold N.of_uint. rewrite DecimalPos.Unsigned.of_to. apply F. now destruct q.
Qed.

Ltac read H :=
  repeat match type of H with
  | None = Some _ => discriminate H
  | (match ?x with Some _ => _ | None => _ end) = _ => destruct x eqn:?; [|discriminate H]
  | (require ?b ;; _) = _ => destruct b eqn:?; [|discriminate H]
  end.

(** No name is declared twice in a model. *)
Theorem read_model_names j m : read_model j = Some m -> NoDup (names_of_family (of_family m) ++ names_of_model m).
Proof. unfold read_model. intros H. read H. injection H as <-. now apply distinct_NoDup. Qed.

(** Neither are constants, nor are they names of the model. *)
Theorem read_candidate_names m steps j c :
  read_candidate m steps j = Some c -> NoDup (map fst (constants c) ++ names_of_model m).
Proof. unfold read_candidate. intros H. read H. injection H as <-. now apply distinct_NoDup. Qed.

Lemma all_onto_sound {A B} (f : A -> option B) (P : B -> Prop) read l found :
  (forall a b, f a = Some b -> P b) -> Forall P read -> all_onto f read l = Some found -> Forall P found.
Proof.
  intros F. revert read. induction l as [|a l IH]; intros read R; simpl.
  - intros H. injection H as <-. rewrite rev_append_rev, app_nil_r. now apply Forall_rev.
  - destruct (f a) as [b|] eqn:E; [|discriminate]. apply IH. constructor; [exact (F _ _ E) | exact R].
Qed.

Lemma all_sound {A B} (f : A -> option B) (P : B -> Prop) l found :
  (forall a b, f a = Some b -> P b) -> all f l = Some found -> Forall P found.
Proof. intros F. now apply all_onto_sound. Qed.

Lemma all_onto_length {A B} (f : A -> option B) read l found :
  all_onto f read l = Some found -> List.length found = (List.length read + List.length l)%nat.
Proof.
  revert read. induction l as [|a l IH]; intros read; simpl.
  - intros H. injection H as <-. now rewrite rev_append_rev, app_nil_r, rev_length, Nat.add_0_r.
  - destruct (f a); [|discriminate]. intros H. rewrite (IH _ H). simpl. now rewrite Nat.add_succ_r.
Qed.

Lemma all_length {A B} (f : A -> option B) l found : all f l = Some found -> List.length found = List.length l.
Proof. exact (all_onto_length f [] l found). Qed.

(** A datum has a value for each scalar of the inputs. *)
Theorem read_data_lengths inputs j rows :
  read_data inputs j = Some rows -> Forall (fun row => List.length row = List.length (scalar_names inputs)) rows.
Proof.
  unfold read_data. intros H. read H. revert H. apply all_sound. intros o row. apply all_length.
Qed.

(** Every rate is positive. *)
Theorem read_rate_positive j t q : read_rate j = Some (t, q) -> (0 < q)%Q.
Proof.
  unfold read_rate. intros H. destruct j as [| | | |[|a [|b [|]]]|]; try discriminate. read H. injection H as <- <-.
  unfold Qlt. simpl. rewrite Z.mul_1_r. now apply Z.ltb_lt.
Qed.
