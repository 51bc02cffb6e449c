"""Os quatro papéis de uma implantação, hoje: quem exerce, o que falta e o que pede atenção."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils import timezone

from interlocutores import reconfirmacao
from interlocutores.models import Designacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import AvisoDeSaida, Convite
from seicidades.correio.models import Mensagem
from seicidades.correio.servicos import recusas_do_correio


@dataclass
class Ocupante:
    """Uma pessoa em um lugar e o que se sabe do acesso e do correio dela."""

    designacao: Designacao
    convite: Convite | None = None
    com_acesso: bool = False
    saida: AvisoDeSaida | None = None
    recusa: Mensagem | None = None
    a_reconfirmar: bool = False


@dataclass
class Lugar:
    """Um dos quatro papéis."""

    papel: Papel
    titular: Ocupante | None = None
    suplente: Ocupante | None = None
    vago_desde: date | None = None
    anteriores: list[Designacao] = field(default_factory=list)

    @property
    def ocupantes(self) -> list[Ocupante]:
        return [o for o in (self.titular, self.suplente) if o]

    @property
    def vago(self) -> bool:
        return not self.ocupantes

    @property
    def dias_vago(self) -> int | None:
        """Dias corridos sem ninguém; quem nunca teve ninguém não conta."""
        if self.vago_desde is None:
            return None
        return (timezone.localdate() - self.vago_desde).days

    @property
    def so_suplente(self) -> bool:
        return self.titular is None and self.suplente is not None


def montar(implantacao) -> dict[Papel, Lugar]:
    """Número fixo de consultas, seja qual for o número de pessoas."""
    hoje = timezone.localdate()
    lugares = {papel: Lugar(papel) for papel in INTERLOCUTORES}
    todas = implantacao.interlocutores_designacoes.filter(fim=None) | (
        implantacao.interlocutores_designacoes.filter(fim__gte=F("inicio"))
    )
    for designacao in todas.select_related("ato").order_by("inicio", "pk"):
        lugar = lugares[Papel(designacao.papel)]
        if not designacao.em_exercicio(hoje):
            lugar.anteriores.insert(0, designacao)
        elif designacao.suplente:
            lugar.suplente = Ocupante(designacao)
        else:
            lugar.titular = Ocupante(designacao)
    for lugar in lugares.values():
        passados = [d.fim for d in lugar.anteriores if d.fim and d.fim < hoje]
        if lugar.vago and passados:
            lugar.vago_desde = date.fromordinal(max(passados).toordinal() + 1)
    _completar(implantacao, [o for lugar in lugares.values() for o in lugar.ocupantes])
    return lugares


def _completar(implantacao, ocupantes: list[Ocupante]) -> None:
    orgao = implantacao.orgao
    recusas = recusas_do_correio(o.designacao.email for o in ocupantes)
    convites = {(c.papel, c.suplente, c.email): c for c in orgao.convites.abertos().order_by("pk")}
    vinculos = set(
        orgao.vinculos.por_acabar(timezone.localdate())
        .order_by("pk")
        .values_list("papel", "suplente", "usuario__email")
    )
    saidas = {_lugar_do(s.alvo): s for s in contas.avisos_de_saida(orgao.pk)}
    pendencia = reconfirmacao.pendencia_de(implantacao)
    a_reconfirmar = {d.pk for d in pendencia.designacoes} if pendencia else set()
    for ocupante in ocupantes:
        designacao = ocupante.designacao
        lugar = (designacao.papel, designacao.suplente, designacao.email)
        ocupante.convite = convites.get(lugar)
        ocupante.com_acesso = lugar in vinculos
        ocupante.saida = saidas.get(lugar)
        ocupante.recusa = recusas.get(designacao.email)
        ocupante.a_reconfirmar = designacao.pk in a_reconfirmar


def _lugar_do(alvo) -> tuple[str, bool, str]:
    email = alvo.email if isinstance(alvo, Convite) else alvo.usuario.email
    return (alvo.papel, alvo.suplente, email)
