"""Os contatos fictícios da gerência com cada cidade: uns em dia, uns esquecidos."""

from collections.abc import Iterator
from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.fluxo.models import Contato, Implantacao, MeioDeContato
from seicidades.fluxo.nucleo.estado import SituacaoDaImplantacao
from seicidades.municipios.calendario import calendario_do_estado

# Dias úteis atrás, do mais novo ao mais velho; a cidade sem nenhum também existe.
RITMOS = ((1, 9, 24), (4, 18), (12, 30, 51), (3,), (35,), (7, 15, 22, 60), ())
# Dias úteis entre hoje e o próximo passo do contato mais novo; `None`, não ficou nada.
PASSOS = (3, -4, None, 0, 12, 1, -1)
CONVERSAS = (
    (MeioDeContato.TELEFONE, "Tiramos dúvidas sobre os documentos que faltam."),
    (MeioDeContato.VISITA, "Percorremos com a equipe a lista da etapa e os prazos."),
    (MeioDeContato.REUNIAO, "Conferimos juntos o que foi preenchido."),
    (MeioDeContato.EMAIL, "Enviamos os modelos e o endereço das páginas de cada item."),
)
A_FAZER = (
    "Ligar para conferir se os documentos saíram",
    "Enviar o modelo do ato",
    "Marcar a reunião com a equipe de TI",
)


def registrar_contatos() -> int:
    """Contatos de todas as implantações, sempre iguais no mesmo dia. Poucas consultas."""
    gerentes, gestores = _por_orgao(Papel.GERENTE), _por_orgao(Papel.GESTOR_SEI)
    contatos = [
        contato
        for posicao, implantacao in enumerate(
            Implantacao.objects.com_lugar().order_by("orgao__municipio__codigo_ibge", "pk")
        )
        if implantacao.orgao_id in gerentes
        for contato in _da_cidade(
            posicao,
            implantacao,
            gerentes[implantacao.orgao_id],
            gestores.get(implantacao.orgao_id),
        )
    ]
    return len(Contato.objects.bulk_create(contatos))


def _por_orgao(papel: Papel) -> dict[int, Usuario]:
    vinculos = (
        Vinculo.objects.ativos(timezone.localdate())
        .filter(papel=papel, suplente=False)
        .select_related("usuario")
        .order_by("pk")
    )
    return {v.orgao_id: v.usuario for v in vinculos}


def _da_cidade(
    posicao: int, implantacao: Implantacao, gerente: Usuario, pessoa: Usuario | None
) -> Iterator[Contato]:
    hoje, calendario = timezone.localdate(), calendario_do_estado()
    anda = implantacao.situacao == SituacaoDaImplantacao.EM_ANDAMENTO
    sorte = Random(implantacao.orgao.municipio.codigo_ibge)  # noqa: S311 (repetível de propósito)
    for ordem, atras in enumerate(RITMOS[posicao % len(RITMOS)]):
        dia = calendario.somar(hoje, -atras)
        if implantacao.inicio and dia < implantacao.inicio:
            return
        meio, resumo = sorte.choice(CONVERSAS)
        contato = Contato(
            implantacao=implantacao,
            chave=f"demonstracao:{ordem}",
            meio=meio,
            ocorreu_em=dia,
            pessoa=pessoa,
            com_quem="" if pessoa else "Chefia de gabinete",
            resumo=resumo,
            nota_interna="" if ordem else "Prefere ser chamada pela manhã.",
            registrado_por=gerente,
            registrado_em=_no_fim_do_dia(dia),
        )
        quando = PASSOS[posicao % len(PASSOS)]
        if ordem == 0 and anda and quando is not None:
            contato.proximo_passo = sorte.choice(A_FAZER)
            passo_em = calendario.proximo_util(calendario.somar(hoje, quando))
            contato.proximo_passo_em = max(dia, passo_em)
        yield contato


def _no_fim_do_dia(dia: date) -> datetime:
    """Às cinco da tarde, ou agora, se ainda não chegou."""
    fim = datetime.combine(dia, time(17), timezone.get_current_timezone())
    return min(fim, timezone.now())
