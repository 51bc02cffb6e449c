"""De quem é cada assinatura do município, e a passagem dela a quem assume."""

from collections.abc import Iterable
from datetime import date

from adesao.assinaturas.passos import anotar
from adesao.assinaturas.situacao import A_ASSINAR, cadastro_de, efetivos_de, situacao_de
from adesao.estados import Passo
from adesao.models import Parte, PessoaQueAssina, Representante, Signatario
from adesao.regras import salvar


def pelo_municipio(implantacao):
    """As assinaturas que ainda faltam, em instrumentos que não se encerraram."""
    faltam = Signatario.objects.ativos().filter(
        instrumento__implantacao=implantacao,
        instrumento__cancelado_em=None,
        instrumento__rescindido_em=None,
        parte=Parte.MUNICIPIO,
        assinado_em=None,
    )
    return faltam.select_related(
        "instrumento__tipo", "representante__cadastro_externo", "pessoa__cadastro_externo"
    ).order_by("pk")


def pendentes_de(implantacao, representante: Representante) -> list[Signatario]:
    """As que a pessoa ainda não fez."""
    return [s for s in pelo_municipio(implantacao) if e_de(s, representante)]


def e_de(signatario: Signatario, representante: Representante) -> bool:
    """Linhas antigas não dizem quem é: vale o nome; sem nome, é quem representa."""
    if signatario.representante_id:
        return signatario.representante_id == representante.pk
    if _sem_nome(signatario):
        return True
    nomes = {representante.nome.lower(), representante.nome_publico.lower()}
    return signatario.nome.lower() in nomes


def _sem_nome(signatario: Signatario) -> bool:
    """A carga que não diz quem assina escreve o cargo no lugar do nome."""
    return signatario.pessoa_id is None and signatario.nome == signatario.cargo


def passar_assinaturas(
    implantacao, sai: Representante, entra: Representante, *, em: date, por=None
) -> list[Signatario]:
    """Cancela o que quem saiu não assinou e põe quem entra à espera de liberação."""
    novas = [_passar(s, entra, em, por) for s in pendentes_de(implantacao, sai)]
    return [nova for nova in novas if nova]


def _passar(antiga: Signatario, entra: Representante, em: date, por) -> Signatario | None:
    instrumento, ordem = antiga.instrumento, antiga.ordem
    feitos = efetivos_de(antiga)
    dia = max([em, *(m.ocorreu_em for m in feitos)])
    if situacao_de(antiga).estado in A_ASSINAR:
        anotar(antiga, Passo.CANCELADA, ocorreu_em=dia, por=por)
    ultima = max(instrumento.signatarios.values_list("ordem", flat=True))
    salvar(antiga, {"substituido_em": dia, "ordem": ultima + 1})
    if instrumento.signatarios.ativos().filter(representante=entra).exists():
        return None  # quem assume já assinava este documento, noutro cargo
    nova = Signatario(instrumento=instrumento, ordem=ordem, parte=Parte.MUNICIPIO)
    salvar(nova, {"nome": entra.nome, "cargo": entra.cargo, "representante": entra})
    anotar(nova, Passo.AGUARDA, ocorreu_em=dia, por=por)
    return nova


def reconhecer(implantacao, signatarios: Iterable[Signatario], atual: Representante | None) -> None:
    """Liga cada assinatura do município a quem o representa, pelo nome, ou a outra pessoa dele."""
    for signatario in signatarios:
        if signatario.parte != Parte.MUNICIPIO or signatario.representante_id:
            continue
        if atual and e_de(signatario, atual):
            salvar(signatario, {"representante": atual, "pessoa": None})
        elif not (signatario.pessoa_id or signatario.assinado_em or _sem_nome(signatario)):
            salvar(signatario, {"pessoa": _pessoa(implantacao, signatario.nome)})


def _pessoa(implantacao, nome: str) -> PessoaQueAssina:
    daqui = implantacao.adesao_pessoas.filter(nome__iexact=nome)
    return daqui.first() or salvar(PessoaQueAssina(implantacao=implantacao), {"nome": nome})


def quem_assina(
    signatario: Signatario, atual: Representante | None
) -> Representante | PessoaQueAssina:
    """A pessoa de quem é o cadastro; linha antiga passa a dizê-lo."""
    reconhecer(signatario.instrumento.implantacao, [signatario], atual)
    return signatario.quem


def assumir(representante: Representante) -> None:
    """Quem já assinava pelo município e passa a representá-lo leva o seu cadastro."""
    implantacao = representante.implantacao
    daqui = Signatario.objects.filter(
        instrumento__implantacao=implantacao, parte=Parte.MUNICIPIO, representante=None
    )
    for signatario in daqui.filter(assinado_em=None, substituido_em=None).order_by("pk"):
        if e_de(signatario, representante):
            salvar(signatario, {"representante": representante, "pessoa": None})
    pessoa = implantacao.adesao_pessoas.filter(nome__iexact=representante.nome).first()
    cadastro = cadastro_de(pessoa)
    if cadastro and cadastro_de(representante) is None:
        salvar(cadastro, {"representante": representante, "pessoa": None})
