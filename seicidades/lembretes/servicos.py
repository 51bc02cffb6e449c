"""A varredura do dia, a pausa de cada pessoa e os degraus que a gerência segura."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from seicidades.comum import insercao
from seicidades.comum.formatos import data_curta
from seicidades.contas.models import Usuario
from seicidades.correio.models import Portao
from seicidades.correio.servicos import enfileirar_lote
from seicidades.fluxo.models import Implantacao
from seicidades.lembretes import resumo
from seicidades.lembretes.escada import RETIVEIS, Momento, Passo
from seicidades.lembretes.leitura import carregar
from seicidades.lembretes.models import Envio, Lembrete, Pausa, Retencao, UltimaVarredura
from seicidades.lembretes.mundo import Mundo
from seicidades.lembretes.pendencias import (
    Entrada,
    Pendencia,
    dia_de_antes,
    entradas,
    passos_de,
    quem_recebe,
)

MAXIMO_POR_SEMANA = 2
PAUSA_MAXIMA_DIAS = 180

# --- Varredura --------------------------------------------------------------------------


@transaction.atomic
def varrer() -> int:
    """Põe na caixa de saída os lembretes de hoje; diz quantos. Repetir não muda nada.

    Tudo ou nada: se o processo morre no meio, a próxima passada faz. Duas ao
    mesmo tempo: a segunda sai. Com o portão fechado nada se escreve, para que
    a abertura não solte lembretes velhos.
    """
    agora = timezone.now()
    UltimaVarredura.objects.bulk_create([UltimaVarredura(id=1)], ignore_conflicts=True)
    ultima = UltimaVarredura.objects.select_for_update(skip_locked=True).filter(id=1).first()
    if ultima is None:
        return 0
    hoje = timezone.localdate(agora)
    ultima.vista_em = agora
    ultima.portao_fechado = not Portao.objects.filter(aberto=True).exists()
    enfileiradas = 0
    if ultima.dia != hoje and not ultima.portao_fechado:
        ultima.dia = hoje
        ultima.enfileiradas = enfileiradas = lembrar_no_dia(hoje)
    ultima.save()
    return enfileiradas


def lembrar_no_dia(hoje: date) -> int:
    with insercao.sem_coleta():
        return lembrar(carregar(hoje))


def lembrar(mundo: Mundo) -> int:
    """Escolhe as mensagens do dia e as guarda por redigir, com três COPY ao todo."""
    cartas = escolher(mundo)
    enfileirar_lote(
        resumo.rascunhar(mundo.pessoas[pessoa], linhas, mundo.hoje)
        for pessoa, linhas in cartas.items()
    )
    insercao.inserir(
        Envio,
        [
            {
                "usuario_id": pessoa,
                "dia": mundo.hoje,
                "chave": resumo.chave_do_envio(pessoa, mundo.hoje),
                "pendencias": len(linhas),
            }
            for pessoa, linhas in cartas.items()
        ],
    )
    insercao.inserir(Lembrete, _lembretes(mundo, cartas))
    return len(cartas)


def escolher(mundo: Mundo) -> dict[int, list[Entrada]]:
    """Quem recebe hoje e o quê: um por dia, dois por semana, e só se há motivo."""
    return {
        pessoa: linhas
        for pessoa, linhas in sorted(entradas(mundo).items())
        if pessoa not in mundo.pausados and _cabe(mundo, pessoa, linhas)
    }


def _cabe(mundo: Mundo, pessoa: int, linhas: list[Entrada]) -> bool:
    da_semana = mundo.envios.get(pessoa, [])
    if mundo.hoje in da_semana or len(da_semana) >= MAXIMO_POR_SEMANA:
        return False
    return not da_semana or any(linha.momento for linha in linhas)


def _lembretes(mundo: Mundo, cartas: dict[int, list[Entrada]]) -> list[dict]:
    return [
        {
            "implantacao_id": entrada.pendencia.lugar.pk,
            "assunto": entrada.pendencia.assunto,
            "prazo": entrada.pendencia.prazo,
            "momento": entrada.momento,
            "usuario_id": pessoa,
            "dia": mundo.hoje,
        }
        for pessoa, linhas in cartas.items()
        for entrada in linhas
        if entrada.momento
    ]


# --- Pausa ------------------------------------------------------------------------------


def pausa_de(usuario: Usuario) -> Pausa | None:
    return Pausa.objects.em_vigor(timezone.localdate()).filter(usuario=usuario).first()


def pausar(usuario: Usuario, ate: date | None = None) -> Pausa:
    """Suspende os lembretes até o dia, inclusive; sem dia, até a pessoa retomar."""
    pausa, _ = Pausa.objects.update_or_create(
        usuario=usuario, defaults={"ate": ate, "criada_em": timezone.now()}
    )
    return pausa


def retomar(usuario: Usuario) -> None:
    Pausa.objects.filter(usuario=usuario).delete()


# --- Previsão e retenção ----------------------------------------------------------------


@dataclass(frozen=True)
class PassoPrevisto:
    """Um degrau como a página o mostra."""

    passo: Passo
    rotulo: str
    pessoa: str
    retencao: Retencao | None

    @property
    def pode_reter(self) -> bool:
        return self.passo.previsto and self.passo.momento in RETIVEIS


@dataclass(frozen=True)
class Previsao:
    """O que acontece com um prazo: o lembrete de antes e a escada de depois."""

    pendencia: Pendencia
    antes: date | None
    passos: list[PassoPrevisto]


ROTULOS = {
    Momento.TITULAR: "Quem faz",
    Momento.SUPLENTE: "Suplente",
    Momento.GERENTE: "Gerente de projetos (Prodesp)",
    Momento.GABINETE: "Gabinete",
}


def prever(implantacao: Implantacao, hoje: date | None = None) -> list[Previsao]:
    """Quem será lembrado de cada prazo da cidade, e quando; o prazo mais próximo primeiro."""
    hoje = hoje or timezone.localdate()
    mundo = carregar(hoje, Implantacao.objects.filter(pk=implantacao.pk))
    retencoes = {
        (r.assunto, r.prazo, r.momento): r
        for r in implantacao.retencoes.select_related("por").order_by("pk")
    }
    com_prazo = [p for p in mundo.pendentes if p.escada and p.prazo]
    com_prazo.sort(key=lambda p: (p.prazo, p.desempate))
    return [_previsao(mundo, p, retencoes) for p in com_prazo]


def _previsao(mundo: Mundo, p: Pendencia, retencoes: dict) -> Previsao:
    return Previsao(
        p,
        dia_de_antes(mundo, p),
        [
            PassoPrevisto(
                passo,
                ROTULOS[passo.momento],
                _nome(mundo, p, passo.momento),
                retencoes.get((p.assunto, p.prazo, passo.momento.value)),
            )
            for passo in passos_de(mundo, p)
        ],
    )


def _nome(mundo: Mundo, p: Pendencia, momento: Momento) -> str:
    pessoa = quem_recebe(mundo, p, momento)
    if pessoa is None:
        return "sem pessoa designada"
    nome = mundo.pessoas[pessoa].nome
    return f"{nome} (lembretes em pausa)" if pessoa in mundo.pausados else nome


def reter(
    implantacao: Implantacao, assunto: str, momento: str, *, prazo: date, motivo: str, por: Usuario
) -> Retencao:
    """Segura um degrau ainda por vir, só ele e só para aquele prazo.

    Raises:
        ValidationError: se o degrau já saiu, já está retido ou o prazo mudou.
    """
    passo = _passo_por_vir(implantacao, assunto, momento, prazo)
    if passo is None:
        raise ValidationError(
            f"Este aviso já saiu, já foi segurado ou o prazo de {data_curta(prazo)} mudou. "
            "Volte à página e confira."
        )
    return Retencao.objects.create(
        implantacao=implantacao,
        assunto=assunto,
        prazo=prazo,
        momento=momento,
        motivo=motivo,
        por=por,
    )


def _passo_por_vir(
    implantacao: Implantacao, assunto: str, momento: str, prazo: date
) -> PassoPrevisto | None:
    return next(
        (
            passo
            for previsao in prever(implantacao)
            if (previsao.pendencia.assunto, previsao.pendencia.prazo) == (assunto, prazo)
            for passo in previsao.passos
            if passo.passo.momento == momento and passo.pode_reter
        ),
        None,
    )


def soltar(retencao: Retencao) -> None:
    """Devolve o degrau à escada; sai no dia que couber."""
    retencao.delete()
