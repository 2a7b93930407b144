(** * Strict reading of JSON

    The parser is a machine with a stack that takes one byte at a time. So it is linear, and its loop is a tail call.
    It refuses fractions and exponents, leading zeros, keys that stand twice, bytes that are not UTF-8, control
    characters in strings, escapes of halves of characters, and whatever follows the value. *)
From Coq Require Import List Bool Ascii String NArith ZArith.
Import ListNotations.
Open Scope string_scope.

Inductive json :=
| JNull
| JBool (b : bool)
| JInt (z : Z)
| JString (s : string)
| JList (l : list json)
| JObject (l : list (string * json)).

(** ** Tries: tables whose keys are lists of bits *)
Inductive trie (A : Type) :=
| Empty
| Node (here : option A) (zeros ones : trie A).
Arguments Empty {A}.
Arguments Node {A} here zeros ones.

Fixpoint lookup {A} (k : list bool) (t : trie A) : option A :=
  match t, k with
  | Empty, _ => None
  | Node v _ _, [] => v
  | Node _ l r, b :: k => lookup k (if b then r else l)
  end.

Fixpoint insert {A} (k : list bool) (a : A) (t : trie A) : trie A :=
  match k with
  | [] => match t with Empty => Node (Some a) Empty Empty | Node _ l r => Node (Some a) l r end
  | b :: k =>
      let '(v, l, r) := match t with Empty => (None, Empty, Empty) | Node v l r => (v, l, r) end in
      if b then Node v l (insert k a r) else Node v (insert k a l) r
  end.

Lemma lookup_insert {A} k k' (a : A) t :
  lookup k (insert k' a t) = if list_eq_dec bool_dec k k' then Some a else lookup k t.
Proof.
  revert k t. induction k' as [|b k' IH]; intros k t.
  - destruct t, k; simpl; try reflexivity. destruct b, k; reflexivity.
  - assert (E : forall c, lookup c (@Empty A) = None) by (destruct c; reflexivity).
    destruct k as [|c k].
    + destruct t, b; reflexivity.
    + assert (H := IH k). destruct (list_eq_dec bool_dec (c :: k) (b :: k')) as [Q|Q].
      * injection Q as -> ->. destruct (list_eq_dec bool_dec k' k') as [_|N]; [|now contradiction N].
        destruct t, b; simpl; apply H.
      * destruct t, b, c; simpl; rewrite ?E; try reflexivity.
        all: rewrite H, ?E; destruct (list_eq_dec bool_dec k k') as [->|]; [now contradiction Q | now rewrite ?E].
Qed.

Fixpoint bits (s : string) : list bool :=
  match s with
  | EmptyString => []
  | String (Ascii a b c d e f g h) s => a :: b :: c :: d :: e :: f :: g :: h :: bits s
  end.

(** Whether no two entries of a list have the same key, and none has one that was seen before. *)
Fixpoint distinct_by {A} (key : A -> list bool) (seen : trie unit) (l : list A) : bool :=
  match l with
  | [] => true
  | a :: l =>
      let k := key a in
      match lookup k seen with Some _ => false | None => distinct_by key (insert k tt seen) l end
  end.

(** Whether no string stands twice in a list. *)
Definition distinct (l : list string) : bool := distinct_by bits Empty l.

Lemma distinct_by_sound {A} (key : A -> list bool) l seen :
  distinct_by key seen l = true -> NoDup (map key l) /\ forall a, In a l -> lookup (key a) seen = None.
Proof.
  revert seen. induction l as [|b l IH]; intros seen D; simpl in D.
  - split; [constructor | contradiction].
  - destruct (lookup (key b) seen) eqn:L; [discriminate|]. destruct (IH _ D) as [N F]. split.
    + constructor; [|exact N]. intros I. apply in_map_iff in I as [a [E I]]. specialize (F _ I).
      rewrite lookup_insert, E in F. destruct (list_eq_dec bool_dec (key b) (key b)); [discriminate | contradiction].
    + intros a [<-|I]; [exact L|]. specialize (F _ I). rewrite lookup_insert in F.
      destruct (list_eq_dec bool_dec (key a) (key b)); [discriminate | exact F].
Qed.

Lemma distinct_by_NoDup {A} (key : A -> list bool) l : distinct_by key Empty l = true -> NoDup (map key l).
Proof. intros D. exact (proj1 (distinct_by_sound _ _ _ D)). Qed.

Theorem distinct_NoDup l : distinct l = true -> NoDup l.
Proof. intros D. exact (NoDup_map_inv bits _ (distinct_by_NoDup _ _ D)). Qed.

(** No object has a key twice. *)
Inductive proper : json -> Prop :=
| proper_null : proper JNull
| proper_bool b : proper (JBool b)
| proper_int z : proper (JInt z)
| proper_string s : proper (JString s)
| proper_list l : Forall proper l -> proper (JList l)
| proper_object l : NoDup (map fst l) -> Forall (fun m => proper (snd m)) l -> proper (JObject l).

Definition digit (c : ascii) : option N :=
  let n := N_of_ascii c in if ((48 <=? n) && (n <=? 57))%N then Some (n - 48)%N else None.

Fixpoint at_most {A} (n : N) (l : list A) : bool :=
  match l with [] => true | _ :: l => match n with 0%N => false | _ => at_most (N.pred n) l end end.

(** ** The machine *)
Module Machine.

(** What is open around the place where the machine is; lists are reversed. *)
Inductive frame :=
| Entries (l : list json)
| Members (l : list (string * json))
| Member (l : list (string * json)) (key : string).

Inductive mode :=
| Begin (first : bool)                  (* before a value; before the first one a list may also end *)
| BeginKey (first : bool)               (* before a key; before the first one an object may also end *)
| Colon (key : string)
| After                                 (* after a value that something is open around *)
| Done (v : json)                       (* after the whole document *)
| Text (is_key : bool) (l : list ascii)
| Escape (is_key : bool) (l : list ascii)
| Hex (is_key : bool) (l : list ascii) (missing : nat) (code : N)
| Bytes (is_key : bool) (l : list ascii) (low high : N) (more : nat)   (* inside a character of several bytes *)
| Number (negative : bool) (digits : N) (n : N)
| Word (rest : string) (v : json).

Record state := { in_mode : mode; open : list frame; depth : N }.

Definition MAX_NESTING : N := 1000.
Definition MAX_DIGITS : N := 4300.
Definition MAX_KEY : N := 1000.

(** The control characters are written by their numbers. *)
Definition tab : ascii := "009".
Definition newline : ascii := "010".
Definition carriage_return : ascii := "013".
Definition quote : ascii := """".

Definition is_white (c : ascii) : bool :=
  (c =? " ")%char || (c =? newline)%char || (c =? carriage_return)%char || (c =? tab)%char.

Definition hexadecimal (c : ascii) : option N :=
  let n := N_of_ascii c in
  if ((48 <=? n) && (n <=? 57))%N then Some (n - 48)%N
  else if ((65 <=? n) && (n <=? 70))%N then Some (n - 55)%N
  else if ((97 <=? n) && (n <=? 102))%N then Some (n - 87)%N
  else None.

Fixpoint onto (l : list ascii) (s : string) : string :=
  match l with [] => s | c :: l => onto l (String c s) end.

Definition state_in (m : mode) (s : state) : state := {| in_mode := m; open := open s; depth := depth s |}.

(** A value is complete. *)
Definition put (v : json) (l : list frame) (d : N) : option state :=
  match l with
  | [] => Some {| in_mode := Done v; open := []; depth := d |}
  | Entries l :: r => Some {| in_mode := After; open := Entries (v :: l) :: r; depth := d |}
  | Member l k :: r => Some {| in_mode := After; open := Members ((k, v) :: l) :: r; depth := d |}
  | Members _ :: _ => None
  end.

Definition close_list (s : state) : option state :=
  match open s with
  | Entries l :: r => put (JList (rev_append l [])) r (N.pred (depth s))
  | _ => None
  end.

Definition close_object (s : state) : option state :=
  match open s with
  | Members l :: r =>
      if distinct_by (fun m => bits (fst m)) Empty l then put (JObject (rev_append l [])) r (N.pred (depth s)) else None
  | _ => None
  end.

(** A string is complete. *)
Definition end_text (is_key : bool) (l : list ascii) (s : state) : option state :=
  if is_key then if at_most MAX_KEY l then Some (state_in (Colon (onto l "")) s) else None
  else put (JString (onto l "")) (open s) (depth s).

Definition end_number (negative : bool) (digits n : N) (s : state) : option state :=
  if (digits =? 0)%N then None
  else put (JInt (if negative then - Z.of_N n else Z.of_N n)) (open s) (depth s).

Definition open_frame (f : frame) (m : mode) (s : state) : option state :=
  if (depth s <? MAX_NESTING)%N then Some {| in_mode := m; open := f :: open s; depth := N.succ (depth s) |}
  else None.

Definition begin_value (c : ascii) (s : state) : option state :=
  if (c =? quote)%char then Some (state_in (Text false []) s)
  else if (c =? "[")%char then open_frame (Entries []) (Begin true) s
  else if (c =? "{")%char then open_frame (Members []) (BeginKey true) s
  else if (c =? "-")%char then Some (state_in (Number true 0 0) s)
  else if (c =? "t")%char then Some (state_in (Word "rue" (JBool true)) s)
  else if (c =? "f")%char then Some (state_in (Word "alse" (JBool false)) s)
  else if (c =? "n")%char then Some (state_in (Word "ull" JNull) s)
  else match digit c with Some n => Some (state_in (Number false 1 n) s) | None => None end.

(** A byte between the parts of a document. *)
Definition between (c : ascii) (s : state) : option state :=
  if is_white c then Some s
  else match in_mode s with
  | Begin first => if first && (c =? "]")%char then close_list s else begin_value c s
  | BeginKey first =>
      if first && (c =? "}")%char then close_object s
      else if (c =? quote)%char then Some (state_in (Text true []) s) else None
  | Colon key =>
      match open s with
      | Members l :: r =>
          if (c =? ":")%char
          then Some {| in_mode := Begin false; open := Member l key :: r; depth := depth s |} else None
      | _ => None
      end
  | After =>
      match open s with
      | Entries _ :: _ =>
          if (c =? ",")%char then Some (state_in (Begin false) s)
          else if (c =? "]")%char then close_list s else None
      | Members _ :: _ =>
          if (c =? ",")%char then Some (state_in (BeginKey false) s)
          else if (c =? "}")%char then close_object s else None
      | _ => None
      end
  | _ => None
  end.

Definition in_text (is_key : bool) (l : list ascii) (c : ascii) (s : state) : option state :=
  if (c =? quote)%char then end_text is_key l s
  else if (c =? "\")%char then Some (state_in (Escape is_key l) s)
  else match c with
  | Ascii _ _ _ _ _ false false false => None
  | Ascii _ _ _ _ _ _ _ false => Some (state_in (Text is_key (c :: l)) s)
  | _ =>
      let n := N_of_ascii c in
      let bytes low high more := Some (state_in (Bytes is_key (c :: l) low high more) s) in
      if (n <? 194)%N then None
      else if (n <? 224)%N then bytes 128%N 191%N 0
      else if (n =? 224)%N then bytes 160%N 191%N 1
      else if (n =? 237)%N then bytes 128%N 159%N 1
      else if (n <? 240)%N then bytes 128%N 191%N 1
      else if (n =? 240)%N then bytes 144%N 191%N 2
      else if (n <? 244)%N then bytes 128%N 191%N 2
      else if (n =? 244)%N then bytes 128%N 143%N 2
      else None
  end.

Definition escaped (c : ascii) : option ascii :=
  if (c =? quote)%char || (c =? "\")%char || (c =? "/")%char then Some c
  else if (c =? "b")%char then Some ("008")%char
  else if (c =? "f")%char then Some ("012")%char
  else if (c =? "n")%char then Some newline
  else if (c =? "r")%char then Some carriage_return
  else if (c =? "t")%char then Some tab
  else None.

(** The bytes of a character below 2^16, the last one first, before what was read already. *)
Definition utf8 (n : N) (l : list ascii) : list ascii :=
  let byte (base shift : N) (width : N) := ascii_of_N (base + (N.shiftr n shift) mod width) in
  (if n <? 128 then ascii_of_N n :: l
   else if n <? 2048 then byte 128 0 64 :: byte 192 6 32 :: l
   else byte 128 0 64 :: byte 128 6 64 :: byte 224 12 16 :: l)%N%list.

Definition step (c : ascii) (s : state) : option state :=
  match in_mode s with
  | Text is_key l => in_text is_key l c s
  | Escape is_key l =>
      if (c =? "u")%char then Some (state_in (Hex is_key l 3 0) s)
      else match escaped c with Some c => Some (state_in (Text is_key (c :: l)) s) | None => None end
  | Hex is_key l missing code =>
      match hexadecimal c with
      | None => None
      | Some n =>
          let code := (16 * code + n)%N in
          match missing with
          | S missing => Some (state_in (Hex is_key l missing code) s)
          | O =>
              if ((55296 <=? code) && (code <=? 57343))%N then None
              else Some (state_in (Text is_key (utf8 code l)) s)
          end
      end
  | Bytes is_key l low high more =>
      let n := N_of_ascii c in
      if ((low <=? n) && (n <=? high))%N then
        match more with
        | O => Some (state_in (Text is_key (c :: l)) s)
        | S more => Some (state_in (Bytes is_key (c :: l) 128 191 more) s)
        end
      else None
  | Number negative digits n =>
      match digit c with
      | Some m =>
          if ((digits =? 0) || negb (n =? 0))%N && (digits <? MAX_DIGITS)%N
          then Some (state_in (Number negative (N.succ digits) (10 * n + m)) s) else None
      | None => match end_number negative digits n s with Some s => between c s | None => None end
      end
  | Word (String a rest) v =>
      if (a =? c)%char then
        match rest with
        | EmptyString => put v (open s) (depth s)
        | _ => Some (state_in (Word rest v) s)
        end
      else None
  | Word EmptyString _ => None
  | _ => between c s
  end.

Definition finish (s : state) : option json :=
  match in_mode s with
  | Done v => Some v
  | Number negative digits n =>
      match end_number negative digits n s with
      | Some {| in_mode := Done v |} => Some v
      | _ => None
      end
  | _ => None
  end.

Fixpoint run (text : string) (s : state) : option json :=
  match text with
  | EmptyString => finish s
  | String c text => match step c s with Some s => run text s | None => None end
  end.

(** *** No object has a key twice *)
Definition proper_frame (f : frame) : Prop :=
  match f with
  | Entries l => Forall proper l
  | Members l | Member l _ => Forall (fun m => proper (snd m)) l
  end.

Definition proper_mode (m : mode) : Prop :=
  match m with Done v | Word _ v => proper v | _ => True end.

Definition proper_state (s : state) : Prop := proper_mode (in_mode s) /\ Forall proper_frame (open s).

Lemma put_proper v l d s : proper v -> Forall proper_frame l -> put v l d = Some s -> proper_state s.
Proof.
  intros V F. destruct l as [|[e|e|e k] r]; simpl; intros E; inversion E; subst; unfold proper_state; simpl.
  - auto.
  - inversion F; subst. repeat constructor; auto.
  - inversion F; subst. repeat constructor; auto.
Qed.

Lemma close_list_proper s s' : proper_state s -> close_list s = Some s' -> proper_state s'.
Proof.
  unfold close_list. intros [_ F]. destruct (open s) as [|[l|l|l k] r]; try discriminate. inversion F; subst.
  apply put_proper; [|assumption]. constructor. rewrite rev_append_rev, app_nil_r. now apply Forall_rev.
Qed.

Lemma close_object_proper s s' : proper_state s -> close_object s = Some s' -> proper_state s'.
Proof.
  unfold close_object. intros [_ F]. destruct (open s) as [|[l|l|l k] r]; try discriminate. inversion F; subst.
  destruct (distinct_by (fun m => bits (fst m)) Empty l) eqn:D; [|discriminate].
  apply put_proper; [|assumption]. rewrite rev_append_rev, app_nil_r. constructor; [|now apply Forall_rev].
  rewrite map_rev. apply NoDup_rev, (NoDup_map_inv bits). rewrite map_map. exact (distinct_by_NoDup _ _ D).
Qed.

Lemma state_in_proper m s : proper_state s -> proper_mode m -> proper_state (state_in m s).
Proof. intros [_ F] M. split; assumption. Qed.

Lemma open_frame_proper f m s s' :
  proper_state s -> proper_frame f -> proper_mode m -> open_frame f m s = Some s' -> proper_state s'.
Proof.
  unfold open_frame. intros [_ F] P M. destruct (depth s <? MAX_NESTING)%N; [|discriminate].
  intros E. injection E as <-. split; [exact M|]. now constructor.
Qed.

Ltac cases :=
  repeat match goal with
  | |- context [if ?b then _ else _] => destruct b
  | |- context [match ?x with _ => _ end] => destruct x eqn:?
  end; try discriminate.

Lemma begin_value_proper c s s' : proper_state s -> begin_value c s = Some s' -> proper_state s'.
Proof.
  intros P. unfold begin_value.
  cases; try (intros E; injection E as <-; apply state_in_proper; simpl; auto; constructor).
  all: apply open_frame_proper; simpl; auto.
Qed.

Lemma between_proper c s s' : proper_state s -> between c s = Some s' -> proper_state s'.
Proof.
  intros P. unfold between. destruct (is_white c); [now intros E; injection E as <-|].
  destruct (in_mode s) eqn:M; try discriminate.
  - destruct (first && (c =? "]")%char); [apply close_list_proper | apply begin_value_proper]; exact P.
  - destruct (first && (c =? "}")%char); [now apply close_object_proper|].
    destruct (c =? quote)%char; [|discriminate]. intros E; injection E as <-. now apply state_in_proper.
  - destruct (open s) as [|[l|l|l k] r] eqn:O; try discriminate. destruct (c =? ":")%char; [|discriminate].
    intros E; injection E as <-. destruct P as [_ F]. rewrite O in F. inversion F; subst. now repeat constructor.
  - destruct (open s) as [|[l|l|l k] r]; try discriminate; destruct (c =? ",")%char.
    + intros E; injection E as <-. now apply state_in_proper.
    + destruct (c =? "]")%char; [now apply close_list_proper | discriminate].
    + intros E; injection E as <-. now apply state_in_proper.
    + destruct (c =? "}")%char; [now apply close_object_proper | discriminate].
Qed.

Lemma end_number_proper b d n s s' : proper_state s -> end_number b d n s = Some s' -> proper_state s'.
Proof.
  unfold end_number. intros [_ F]. destruct (d =? 0)%N; [discriminate|]. now apply put_proper; [constructor|].
Qed.

Lemma in_text_proper is_key l c s s' : proper_state s -> in_text is_key l c s = Some s' -> proper_state s'.
Proof.
  intros P. unfold in_text. destruct (c =? quote)%char.
  - unfold end_text. destruct is_key.
    + destruct (at_most MAX_KEY l); [|discriminate]. intros E; injection E as <-. now apply state_in_proper.
    + destruct P as [_ F]. now apply put_proper; [constructor|].
  - cases; intros E; injection E as <-; now apply state_in_proper.
Qed.

Lemma step_proper c s s' : proper_state s -> step c s = Some s' -> proper_state s'.
Proof.
  intros P. unfold step. destruct (in_mode s) eqn:M; try now apply between_proper.
  - now apply in_text_proper.
  - cases; intros E; injection E as <-; now apply state_in_proper.
  - cases; intros E; injection E as <-; now apply state_in_proper.
  - cases; intros E; injection E as <-; now apply state_in_proper.
  - destruct (digit c).
    + cases; intros E; injection E as <-; now apply state_in_proper.
    + destruct (end_number negative digits n s) eqn:N; [|discriminate].
      apply between_proper. exact (end_number_proper _ _ _ _ _ P N).
  - destruct P as [Q F]. rewrite M in Q. simpl in Q.
    destruct rest as [|a rest]; [discriminate|]. destruct (a =? c)%char; [|discriminate].
    destruct rest; [now apply put_proper|]. intros E; injection E as <-. now split.
Qed.

Lemma finish_proper s v : proper_state s -> finish s = Some v -> proper v.
Proof.
  intros P. unfold finish. destruct (in_mode s) eqn:M; try discriminate.
  - intros E; injection E as <-. destruct P as [Q _]. now rewrite M in Q.
  - destruct (end_number negative digits n s) as [t|] eqn:N; [|discriminate].
    assert (Q := end_number_proper _ _ _ _ _ P N). destruct t as [m o d], m; try discriminate.
    intros E; injection E as <-. exact (proj1 Q).
Qed.

Lemma run_proper text s v : proper_state s -> run text s = Some v -> proper v.
Proof.
  revert s. induction text as [|c text IH]; intros s P; simpl; [now apply finish_proper|].
  destruct (step c s) as [t|] eqn:E; [|discriminate]. apply IH. exact (step_proper _ _ _ P E).
Qed.
End Machine.

(** ** The value that a text writes *)
Definition parse (text : string) : option json :=
  Machine.run text {| Machine.in_mode := Machine.Begin false; Machine.open := []; Machine.depth := 0 |}.

(** What is read has no object in which a key stands twice. *)
Theorem parse_proper text v : parse text = Some v -> proper v.
Proof. apply Machine.run_proper. split; constructor. Qed.
