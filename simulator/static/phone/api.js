// The calls behind the page. A refusal is an Error whose message is French and can be shown.
export async function get(path) {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  return answer.json();
}

export async function post(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("Le simulateur ne répond pas.");
  }
  const said = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(said.message ?? said.error), { code: said.error });
  return said;
}
