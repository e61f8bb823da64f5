"""Spanish, as a translator would write it: one file beside the package, and nothing in the package changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import recallcore as rc
from recallcore import Phrase, ReasonCode

SAYINGS: Final[dict[ReasonCode, str]] = {
    ReasonCode.DUPLICATE_ID: "Este número está en más de una ficha. Averigüe cuál es la buena.",
    ReasonCode.DECEASED: "Ha fallecido.",
    ReasonCode.DEATH_REPORTED: "Nos dijeron que ha fallecido. Confírmelo; hasta entonces, ningún contacto.",
    ReasonCode.NOT_A_PATIENT: "Figura en los libros, pero no es paciente.",
    ReasonCode.RELOCATED: "Se ha mudado para siempre.",
    ReasonCode.DATED_IN_FUTURE: "Algo en la ficha lleva una fecha futura{which}. Corrija la fecha.",
    ReasonCode.CONTRADICTORY_FACTS: "La ficha se contradice{which}. Corríjala antes de que nadie haga contacto.",
    ReasonCode.REINSTATED: (
        "Se retiró{when} un aviso que había terminado el contacto. Sin contacto{until}, salvo que alguien lo autorice."
    ),
    ReasonCode.EXCLUDED: "La ficha dice que no se le contacte{about}{code}, y no por qué. Averigüe el motivo.",
    ReasonCode.NOTE_NOT_UNDERSTOOD: "Hay una nota{when} que solo una persona entiende. Léala antes de hacer contacto.",
    ReasonCode.IN_PROGRESS: "Otra persona se encarga de este contacto{when}.",
    ReasonCode.NO_CONTACT_PERSON: "No consta por quién preguntar. Averigüe quién es ahora.",
    ReasonCode.GUARDIAN_WITHOUT_CONSENT: (
        "Se pregunta por otra persona, y no consta que el paciente, ya mayor de edad, lo quiera."
        " Pregúnteselo en la próxima ocasión."
    ),
    ReasonCode.BEREAVED: "Nos avisaron de una pérdida en la familia. Lo que puede esperar, espera{until}.",
    ReasonCode.ON_HOLD: "La consulta ha aplazado el contacto{about}{code}{until}.",
    ReasonCode.AWAY: "De viaje{until}.",
    ReasonCode.DEFERRED: "Nos pidió esperar{until}{about}{because}.",
    ReasonCode.DECLINED_RECENTLY: "Dijo que no{when}{about}; no le pedimos nada más{until}.",
    ReasonCode.CALL_PROMISED_LATER: "Pidió una llamada{when}; no antes.",
    ReasonCode.PATIENT_WILL_CALL: "Dijo{when} que nos llamaría; esperamos{until}.",
    ReasonCode.VISIT_NOT_CLOSED: "Tenía una cita{when} que nadie ha cerrado; quizá acaba de venir.",
    ReasonCode.VISIT_NOT_WRITTEN_UP: "Ha venido{when}{about}, y lo hecho aún no está anotado.",
    ReasonCode.BOOKED: "Ya tiene cita{when}{about}.",
    ReasonCode.BOOKED_OTHERWISE: "Viene{when} para otra cosa; hable entonces de {recall}.",
    ReasonCode.OPTED_OUT: "Pidió que no se le contacte{channels}{purposes}.",
    ReasonCode.UNREACHABLE: "No es posible llegar{channels}.",
    ReasonCode.NOT_FIT_FOR_SAFETY: "Lo que toca a la seguridad de alguien no se dice{channels}.",
    ReasonCode.SEEN_RECENTLY: "Vino{when}, hace muy poco; déjele tranquilo{until}{routine}.",
    ReasonCode.SPOKE_RECENTLY: "Hablamos{when}, hace muy poco; déjele tranquilo{until}{routine}.",
    ReasonCode.ATTEMPTS_EXHAUSTED: "Por ahora ya lo hemos intentado bastante; descanso{until}{routine}.",
    ReasonCode.ATTEMPT_CAP_REACHED: "Tantos intentos en tan poco tiempo bastan; no otra vez{until}{routine}.",
    ReasonCode.ATTEMPT_TOO_RECENT: "El último contacto o intento fue{when}; no otra vez{until}{routine}.",
    ReasonCode.SAFETY_FOLLOW_UP: "Un asunto de seguridad sigue abierto{when}. Atiéndalo hoy.",
    ReasonCode.CALL_PROMISED: "Prometimos llamar{when}.",
    ReasonCode.PROMISE_MISSED: "Prometimos llamar{when}, y no ha salido nada de ello: le debemos una disculpa.",
    ReasonCode.RECALL_DUE: "Toca {recall}{since}{counted}.",
    ReasonCode.DUE_WHILE_AWAY: (
        "Le toca {recall}{falls}{counted}, estando de viaje; ofrézcalo antes de que se vaya{leaves}."
    ),
    ReasonCode.DEFERRAL_ENDED: "Nos pidió esperar{because}, y ha llegado el día de ponerse en contacto.",
    ReasonCode.ABSENCE_ENDED: "Estaba de viaje, y ya debe de haber vuelto.",
    ReasonCode.PATIENT_DID_NOT_CALL: "Dijo{when} que nos llamaría, y aún no lo ha hecho.",
    ReasonCode.BOOKING_LOST: "La cita{when}{care} se perdió, y no hay otra en su lugar.",
    ReasonCode.TREATMENT_UNSCHEDULED: "El tratamiento previsto{when}{care} sigue sin cita.",
    ReasonCode.PROBLEM_UNTREATED: "Algo observado{when} sigue sin tratar.",
    ReasonCode.DORMANT: "No ha venido{when}.",
    ReasonCode.CONTACT_RHYTHM: "Es hora de preguntar qué tal{beat}.",
    ReasonCode.NOT_YET_DUE: "No toca {recall}{due}{counted}.",
    ReasonCode.ADD_ON_DUE: "Toca {recall}{since}; ofrézcalo con otra visita.",
    ReasonCode.RESOLVED: "Ya hecho: {recall}.",
    ReasonCode.NO_RECALL_ATTACHES: "No le corresponde ningún aviso.",
    ReasonCode.SUPERSEDED: "Nada de {any_recall} durante el cuidado periodontal.",
    ReasonCode.NOT_ENROLLED: "Nada de {any_recall}: es para pacientes en cuidado periodontal.",
    ReasonCode.TOOTH_EXTRACTED: "Nada más de {any_recall}: el diente ya no está.",
    ReasonCode.OUTSIDE_AGE: "No tiene la edad para {any_recall}.",
    ReasonCode.BEYOND_CALENDAR: "Más allá del calendario: {recall}.",
    ReasonCode.NO_HISTORY: "Nada en la ficha pide {any_recall}.",
    ReasonCode.SAFETY_FOLLOW_UP_BLOCKED: (
        "Un asunto de seguridad sigue abierto{when}, y no se permite el contacto. Decida hoy qué hacer."
    ),
    ReasonCode.SEEN_AFTER_DEATH: "Consta un fallecimiento, y una visita o una cita posterior. Averigüe qué es cierto.",
    ReasonCode.VISIT_NEVER_CLOSED: "La cita{when} nunca se cerró. Diga si tuvo lugar.",
    ReasonCode.VISIT_NEVER_WRITTEN_UP: "Ha venido{when}{care}, y no consta nada de lo hecho. Anótelo.",
    ReasonCode.BOOKED_TOO_LATE: "La cita de {recall} no es hasta{when}, muy tarde. Ofrezca un día antes.",
    ReasonCode.RETURN_DAY_UNKNOWN: "De viaje, y nadie sabe hasta cuándo. Pregúntelo cuando haya ocasión.",
    ReasonCode.ENROLMENT_UNDATED: (
        "En cuidado periodontal desde un día desconocido, y sin visitas de ese cuidado."
        " Anote el día o la última visita."
    ),
    ReasonCode.PERIO_CARE_LAPSED: "Tuvo cuidados periodontales y desde hace años ninguno. Diga si deben seguir.",
    ReasonCode.PROPHYLAXIS_DURING_MAINTENANCE: "Hubo una limpieza durante el cuidado periodontal. Averigüe cuál era.",
    ReasonCode.RISK_NOT_ASSESSED: "El riesgo no se ha evaluado; se tomó el intervalo habitual.",
    ReasonCode.BIRTH_DATE_UNKNOWN: "Falta la fecha de nacimiento; se supuso mayor de edad.",
    ReasonCode.CODE_NOT_MAPPED: ("No se sabe si lo anotado{when} es un cuidado o un cargo{code}. Asigne el código."),
    ReasonCode.RECALL_NOT_IN_POLICY: "La ficha nombra un aviso que la consulta no tiene.",
    ReasonCode.NEVER_REACHABLE: "Nada en la ficha sirve para dar con este paciente. Busque un número o una dirección.",
    ReasonCode.NO_CONTACT_ON_RECORD: "No consta ninguna visita ni contacto. Averigüe si es paciente de la consulta.",
    ReasonCode.LONG_WITHOUT_CONTACT: "El último contacto o la última visita fue{when}. Compruebe la ficha.",
    ReasonCode.COMMITMENT_OPEN: "Sigue en pie una promesa nuestra{until}{promised}.",
    ReasonCode.PROBLEM_TO_RAISE: "Si viene al caso, mencione una cosa observada{when}, y nada más.",
}

PHRASES: Final[dict[Phrase, str]] = {
    Phrase.CONTACT: "Contacto: {channel}.",
    Phrase.CONTACT_OR: "Contacto: {channel}, o si no {channels}.",
    Phrase.WITHHELD: "Por ahora, ningún contacto.",
    Phrase.NOT_WANTED: "No hace falta ningún contacto.",
    Phrase.ENDED: "No contactar.",
    Phrase.ASK_FOR: "Pregunte por la persona de contacto.",
    Phrase.ASK_GUARDIAN: "Pregunte por el padre, la madre o quien le cuide.",
    Phrase.NOT_NOW: "Esta vez no hable de: {recalls}.",
    Phrase.ALONG: "Ofrezca de paso {recall}, que toca{since}{counted}.",
    Phrase.LAST_HERE: "Última visita: {day}.",
    Phrase.PAID_FROM: "El seguro paga {recall} de nuevo desde el {day}.",
    Phrase.TO_CHECK: "Por revisar: {said}",
    Phrase.TRIED: "Intentos hasta ahora: {number}.",
    Phrase.ON: " el {day}",
    Phrase.IN_HALF: ", por la {half}",
    Phrase.AT: ", a las {time}",
    Phrase.SINCE: " desde el {day}",
    Phrase.UNTIL: " hasta el {day}",
    Phrase.UNTIL_TIME: " hasta las {time} del {day}",
    Phrase.COUNTED: ", {span} después del {day}",
    Phrase.FIRST_HERE: ", aún sin hacer; primera visita el {day}",
    Phrase.REGISTERED: ", aún sin hacer; de alta el {day}",
    Phrase.OF_AGE: ", aún sin hacer; con la edad el {day}",
    Phrase.ABOUT: " por {recalls}",
    Phrase.ROUTINE: ", salvo lo que no puede esperar",
    Phrase.BY: " por {channels}",
    Phrase.FOR: " para {purposes}",
    Phrase.CARE: " ({kinds})",
    Phrase.CODE: ", con el código {code}",
    Phrase.PROMISED: ": {code}",
    Phrase.BEAT: ": contacto {number} desde que acabó el tratamiento el {day}",
    Phrase.WHICH: ": {fact}",
    Phrase.RECALL: "revisión",
}

WORDS: Final[dict[str, str]] = {
    rc.Channel.PHONE: "teléfono",
    rc.Channel.SMS: "mensaje de texto",
    rc.Channel.EMAIL: "correo electrónico",
    rc.Channel.LETTER: "carta",
    rc.Purpose.CARE: "cuidado",
    rc.Purpose.APPOINTMENT: "citas",
    rc.Purpose.MARKETING: "publicidad",
    rc.HalfDay.MORNING: "mañana",
    rc.HalfDay.AFTERNOON: "tarde",
    "periodontal care": "cuidado periodontal",
    "extraction review": "revisión de la extracción",
    "orthodontic review": "revisión de la ortodoncia",
    "denture review": "revisión de la prótesis",
    "examination": "revisión general",
    "filling review": "revisión del empaste",
    "perio": "mantenimiento periodontal",
    "prophylaxis": "limpieza",
    "child prophylaxis": "limpieza infantil",
    "bitewings": "radiografías de aleta",
    "panoramic or full mouth": "radiografía panorámica",
}

CAUSES: Final[dict[rc.DeferralReason, str]] = {
    rc.DeferralReason.MONEY: ", por el coste",
    rc.DeferralReason.FEAR: ", porque la visita le inquieta",
    rc.DeferralReason.ILLNESS: ", por su salud",
    rc.DeferralReason.HOLIDAY: ", por unas vacaciones",
    rc.DeferralReason.SEEN_ELSEWHERE: ", porque le han visto en otra consulta",
    rc.DeferralReason.NOT_URGENT: ", porque no le pareció urgente",
    rc.DeferralReason.CONSEQUENCE_UNKNOWN: ", porque nadie le contó lo que trae la demora",
}

FACTS: Final[dict[type, str]] = {
    rc.Patient: "la fecha de nacimiento",
    rc.Procedure: "un tratamiento del {day}",
    rc.Appointment: "una visita del {day}",
    rc.Attempt: "una llamada o un mensaje del {day}",
    rc.UnreadNote: "una nota del {day}",
    rc.Deceased: "un aviso de fallecimiento del {day}",
    rc.RelocatedPermanently: "un aviso de mudanza del {day}",
    rc.Reinstated: "un aviso retirado el {day}",
    rc.DisputedBirthDate: "dos fechas de nacimiento, advertidas el {day}",
    rc.Deferral: "un deseo de esperar, del {day}",
    rc.OptOut: "un deseo de no recibir contacto, del {day}",
    rc.Unreachable: "un contacto fallido del {day}",
    rc.Excluded: "una exclusión del {day}",
    rc.CallBack: "una llamada pedida el {day}",
    rc.PatientWillCall: "una llamada anunciada el {day}",
    rc.SafetyFollowUp: "un asunto de seguridad del {day}",
    rc.OpenProblem: "algo observado el {day}",
    rc.Commitment: "una promesa nuestra del {day}",
    rc.ContactPerson: "una nota sobre por quién preguntar, del {day}",
    rc.Bereavement: "una pérdida en la familia, del {day}",
    rc.IntervalOverride: "un intervalo propio del {day}",
    rc.DueDateOverride: "una fecha puesta a mano el {day}",
}

_MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def day(on: date) -> str:
    return f"{on.day} de {_MONTHS[on.month - 1]} de {on.year}"


def span(interval: rc.Interval) -> str:
    units = (
        (interval.years, "año", "años"),
        (interval.months, "mes", "meses"),
        (interval.weeks, "semana", "semanas"),
        (interval.days, "día", "días"),
    )
    return all_of([f"{count} {one if count == 1 else many}" for count, one, many in units if count])


def all_of(words: Sequence[str]) -> str:
    return _joined(words, "y")


def any_of(words: Sequence[str]) -> str:
    return _joined(words, "o")


def _joined(words: Sequence[str], link: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {link} {last}" if most else last
