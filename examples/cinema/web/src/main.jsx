// The cinema's page: choose a film and seats, book with or without a name, sign up, find the booking.
import { Auth0Provider, useAuth0 } from "@auth0/auth0-react";
import { useCallback, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

const GUEST = "cinema.guest";

async function json(url, options = {}) {
  const response = await fetch(url, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error_description ?? body.error ?? `status ${response.status}`);
  return body;
}

const posted = (body, token) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
  body: JSON.stringify(body),
});

// A guest has a token without a form; it is kept until somebody claims what the guest did.
async function guestToken({ domain, clientId, audience }) {
  const kept = localStorage.getItem(GUEST);
  if (kept) return kept;
  const guest = await json(`${domain}/guests`, posted({ client_id: clientId, audience }));
  localStorage.setItem(GUEST, guest.access_token);
  return guest.access_token;
}

function Booking({ shows, onBook }) {
  const [show, setShow] = useState(shows[0]?.id);
  const [seats, setSeats] = useState([]);
  const [contact, setContact] = useState({});
  const free = shows.find((one) => one.id === show)?.free ?? [];
  const toggle = (seat) => setSeats(seats.includes(seat) ? seats.filter((one) => one !== seat) : [...seats, seat]);
  const send = (event) => {
    event.preventDefault();
    onBook({ show, seats, ...contact });
    setSeats([]);
  };
  return (
    <form onSubmit={send}>
      <fieldset>
        <legend>Film</legend>
        {shows.map((one) => (
          <label key={one.id}>
            <input type="radio" name="show" checked={one.id === show} onChange={() => (setShow(one.id), setSeats([]))} />
            {one.film}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Seats</legend>
        <div className="seats">
          {free.map((seat) => (
            <label key={seat}>
              <input type="checkbox" name={seat} checked={seats.includes(seat)} onChange={() => toggle(seat)} />
              {seat}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>Who are you? You need not say.</legend>
        {[["email", "E-mail"], ["mobile", "Mobile"]].map(([name, title]) => (
          <label key={name}>
            {title}{" "}
            <input name={name} value={contact[name] ?? ""} onChange={(e) => setContact({ ...contact, [name]: e.target.value })} />
          </label>
        ))}
      </fieldset>
      <button id="book" disabled={seats.length === 0}>Book</button>
    </form>
  );
}

function Cinema({ config }) {
  const { isLoading, isAuthenticated, user, error, loginWithRedirect, logout, getAccessTokenSilently } = useAuth0();
  const [shows, setShows] = useState([]);
  const [bookings, setBookings] = useState(null);
  const [told, setTold] = useState("");
  const [fault, setFault] = useState("");

  const token = useCallback(
    async () => (isAuthenticated ? getAccessTokenSilently() : localStorage.getItem(GUEST)),
    [isAuthenticated, getAccessTokenSilently],
  );

  const refresh = useCallback(async () => {
    setShows(await json("/shows"));
    const mine = await token();
    setBookings(mine ? await json("/bookings", { headers: { authorization: `Bearer ${mine}` } }) : []);
  }, [token]);

  useEffect(() => {
    if (isLoading) return;
    const begin = async () => {
      const guest = localStorage.getItem(GUEST);
      if (isAuthenticated && guest) {
        await json(`${config.domain}/guests/claim`, posted({ guest_token: guest }, await getAccessTokenSilently())).finally(
          () => localStorage.removeItem(GUEST),
        );
      }
      await refresh();
    };
    begin().catch((problem) => setFault(problem.message));
  }, [isLoading, isAuthenticated, getAccessTokenSilently, config, refresh]);

  const book = async (wanted) => {
    setFault("");
    setTold("");
    try {
      const isContact = Boolean(wanted.email) && !isAuthenticated;
      const mine = isContact ? null : ((await token()) ?? (await guestToken(config)));
      const booking = await json("/bookings/create", posted(wanted, mine));
      setTold(`Booked: ${booking.film}, ${booking.seats.join(", ")}.` + (isContact ? " We have sent you a mail." : ""));
      await refresh();
    } catch (problem) {
      setFault(problem.message);
    }
  };

  if (isLoading) return <p>…</p>;
  return (
    <main>
      <h1>The cinema</h1>
      <p id="who">{isAuthenticated ? `You are ${user.email}.` : "You have not logged in."}</p>
      {isAuthenticated ? (
        <button id="logout" onClick={() => logout({ logoutParams: { returnTo: location.origin } })}>Log out</button>
      ) : (
        <>
          <button id="login" onClick={() => loginWithRedirect()}>Log in</button>
          <button id="signup" onClick={() => loginWithRedirect({ authorizationParams: { screen_hint: "signup" } })}>
            Sign up
          </button>
        </>
      )}
      {(error || fault) && <p role="alert">{error?.message ?? fault}</p>}
      <p id="told" role="status">{told}</p>
      {shows.length > 0 && <Booking shows={shows} onBook={book} />}
      <h2>Your bookings</h2>
      {bookings && (
        <ul id="bookings">
          {bookings.map((one) => (
            <li key={one.id}>{one.film}: {one.seats.join(", ")}</li>
          ))}
        </ul>
      )}
    </main>
  );
}

// Where the provider leads back to: the page waits here until the SDK has read the answer, and then goes on.
function Callback() {
  const { error } = useAuth0();
  return <p role={error ? "alert" : "status"}>{error ? error.message : "One moment …"}</p>;
}

function Page({ config }) {
  const [path, setPath] = useState(location.pathname);
  const goOn = (state) => {
    history.replaceState({}, "", state?.returnTo ?? "/");
    setPath(location.pathname);
  };
  return (
    <Auth0Provider
      domain={config.domain}
      clientId={config.clientId}
      authorizationParams={{ redirect_uri: `${location.origin}/auth-callback`, audience: config.audience }}
      onRedirectCallback={goOn}
      useRefreshTokens
      cacheLocation="localstorage"
    >
      {path === "/auth-callback" ? <Callback /> : <Cinema config={config} />}
    </Auth0Provider>
  );
}

const config = await json("/config.json");
createRoot(document.getElementById("page")).render(<Page config={config} />);
