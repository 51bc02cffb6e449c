"""Regras das designações, do ato e dos contatos.

Quem grava chama de dentro de `fluxo.servicos.alterar_fatos`. Cada `conferir_*`
levanta `ValidationError` por campo e serve também ao formulário.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from interlocutores import acesso
from interlocutores.models import AtoDeDesignacao, Designacao
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario
from seicidades.contas.permissoes import decide_pessoas
from seicidades.correio.models import Mensagem
from seicidades.correio.servicos import recusas_do_correio

DIA = timedelta(days=1)
# O que liga a pessoa à conta: muda só trocando de pessoa, se ela já entrou.
CAMPOS_DA_PESSOA = (
    "nome",
    "nome_social",
    "matricula",
    "cargo",
    "unidade",
    "email",
    "telefone",
)


def hoje() -> date:
    return timezone.localdate()


def designacao_de(
    implantacao, papel: Papel | str, *, suplente: bool = False, dia: date | None = None
) -> Designacao | None:
    """Quem exerce o papel no dia, como titular ou suplente."""
    return (
        implantacao.interlocutores_designacoes.em_exercicio(dia or hoje())
        .filter(papel=papel, suplente=suplente)
        .select_related("ato")
        .first()
    )


def outros_papeis(implantacao, email: str, papel: Papel | str) -> list[Papel]:
    """Os outros papéis de que a mesma pessoa é titular hoje."""
    papeis = (
        implantacao.interlocutores_designacoes.em_exercicio(hoje())
        .titulares()
        .filter(email=email.lower())
        .exclude(papel=papel)
        .values_list("papel", flat=True)
    )
    return [p for p in INTERLOCUTORES if p in set(papeis)]


def aviso_de_acumulo(implantacao, email: str, papel: Papel | str) -> str:
    """Frase para quando a pessoa já responde por outro papel; vazio se não."""
    outros = outros_papeis(implantacao, email, papel)
    if not outros:
        return ""
    return (
        f"Esta pessoa também é {lista_e(p.rotulo for p in outros)}. Pode ser assim; "
        "considere indicar substitutos."
    )


def aviso_de_endereco_repetido(implantacao, email: str, nome: str) -> str:
    """Frase para quando o endereço já é de alguém com outro nome; vazio se não."""
    outras = implantacao.interlocutores_designacoes.em_exercicio(hoje()).filter(email=email.lower())
    outra = outras.exclude(nome__iexact=nome).order_by("pk").first()
    if outra is None:
        return ""
    return (
        f"Este e-mail também está com {outra.nome_publico}. Uma caixa lida por duas pessoas não "
        "serve para entrar: informe o endereço de cada uma."
    )


# --- Designar ---------------------------------------------------------------------------


def conferir_designacao(
    implantacao,
    papel: Papel | str,
    dados: Mapping,
    *,
    suplente: bool = False,
    sai: Designacao | None = None,
) -> None:
    """Confere pessoa e datas de quem entra; `sai` é quem deixa o lugar, se houver.

    Raises:
        ValidationError: no campo a corrigir.
    """
    _conferir_periodo(dados)
    _conferir_pessoa(implantacao, papel, dados, suplente)
    inicio = dados.get("inicio")
    if sai and inicio and inicio < sai.inicio:
        raise ValidationError(
            {
                "inicio": f"{sai.nome_publico} começou em {data_curta(sai.inicio)}. "
                "Quem assume começa nesse dia ou depois."
            }
        )
    if sai and dados.get("email", "").lower() == sai.email:
        raise ValidationError(
            {
                "email": "Este é o e-mail de quem já está no papel. Para corrigir os dados "
                "dessa pessoa, volte e altere; para trocar, informe o e-mail de quem entra."
            }
        )


def _conferir_periodo(dados: Mapping) -> None:
    inicio, fim = dados.get("inicio"), dados.get("fim")
    if inicio and inicio > hoje():
        raise ValidationError(
            {
                "inicio": f"A designação começa em {data_curta(inicio)}, que ainda não chegou. "
                "Registre a partir desse dia."
            }
        )
    if inicio and fim and fim < inicio:
        raise ValidationError(
            {"fim": f"O último dia vem antes do início, em {data_curta(inicio)}."}
        )


def _conferir_pessoa(implantacao, papel, dados: Mapping, suplente: bool) -> None:
    email = dados.get("email", "").lower()
    if not email:
        return
    outro_lugar = designacao_de(implantacao, papel, suplente=not suplente)
    if outro_lugar and outro_lugar.email == email:
        lugar = "titular" if suplente else "suplente"
        raise ValidationError(
            {
                "email": f"Este e-mail já é de quem está como {lugar} deste papel. Titular e "
                "suplente são pessoas diferentes: informe outra ou encerre a outra designação."
            }
        )
    conta = Usuario.objects.filter(email=email).first()
    if conta and conta.papel_estado:
        raise ValidationError(
            {"email": "Este e-mail é de uma pessoa do Estado. Informe alguém do município."}
        )
    if conta and not conta.is_active:
        raise ValidationError(
            {
                "email": "A conta deste e-mail está desativada. Peça ao gerente de projetos que a "
                "reative ou informe outro e-mail."
            }
        )


def designar(
    implantacao, papel: Papel | str, *, por, suplente: bool = False, **dados
) -> Designacao:
    """Põe a pessoa em um papel vago e lhe dá acesso (ou a convida)."""
    atual = designacao_de(implantacao, papel, suplente=suplente)
    if atual:
        raise ValidationError(
            f"{atual.nome_publico} já está neste papel desde {data_curta(atual.inicio)}. "
            "Altere os dados dessa pessoa ou registre a substituição."
        )
    conferir_designacao(implantacao, papel, dados, suplente=suplente)
    return _nomear(implantacao, papel, suplente, dados, por)


def substituir(
    implantacao, papel: Papel | str, *, por, motivo: str, suplente: bool = False, **dados
) -> Designacao:
    """Troca a pessoa: quem sai fica até a véspera de quem entra, e na história."""
    sai = designacao_de(implantacao, papel, suplente=suplente)
    if sai is None:
        raise ValidationError(
            "Não há quem substituir: o papel está vago. Designe a pessoa na página do item."
        )
    conferir_designacao(implantacao, papel, dados, suplente=suplente, sai=sai)
    _fechar(sai, dados["inicio"] - DIA, motivo, por)
    return _nomear(implantacao, papel, suplente, dados, por)


def _nomear(implantacao, papel, suplente: bool, dados: Mapping, por) -> Designacao:
    designacao = Designacao(
        implantacao=implantacao,
        papel=papel,
        suplente=suplente,
        **{**dados, "email": dados["email"].lower()},
    )
    designacao.full_clean()
    designacao.save()
    acesso.dar_acesso(designacao, por=por)
    return designacao


def conferir_correcao(designacao: Designacao, dados: Mapping) -> None:
    """Corrigir é arrumar o que foi escrito errado, nunca pôr outra pessoa no lugar."""
    _conferir_periodo(dados)
    email = dados.get("email", "").lower()
    if not email or email == designacao.email:
        return
    _conferir_pessoa(designacao.implantacao, designacao.papel, dados, designacao.suplente)
    if acesso.acesso_de(designacao) and not recusa_do_correio(designacao.email):
        raise ValidationError(
            {
                "email": f"{designacao.nome_publico} já tem acesso com {designacao.email}. "
                "Se a pessoa mudou, registre a substituição."
            }
        )


def corrigir(designacao: Designacao, *, por, **dados) -> Designacao:
    """Corrige os dados de quem está no papel; endereço novo recebe convite novo."""
    conferir_correcao(designacao, dados)
    email = dados["email"].lower()
    if email != designacao.email and acesso.acesso_de(designacao):
        _corrigir_endereco(designacao, email, por)
    elif email != designacao.email:
        acesso.tirar_acesso(designacao, hoje() - DIA, por)
    for campo, valor in {**dados, "email": email}.items():
        setattr(designacao, campo, valor)
    designacao.full_clean()
    designacao.save()
    acesso.dar_acesso(designacao, por=por)
    return designacao


def recusa_do_correio(email: str) -> Mensagem | None:
    """A última mensagem que o endereço recusou, se nada chegou a ele depois."""
    return recusas_do_correio([email]).get(email)


def _corrigir_endereco(designacao: Designacao, email: str, por) -> None:
    """A caixa recusa mensagens: a mesma pessoa passa a entrar e a receber no endereço certo.

    Vale em todos os papéis dela nesta implantação. Se ela responde também em outro
    órgão, quem troca é a administração.
    """
    conta = acesso.acesso_de(designacao).usuario
    orgao = designacao.implantacao.orgao_id
    # Quem muda o endereço de outra pessoa poderia entrar na conta dela.
    if por != conta and not decide_pessoas(por, designacao.implantacao.orgao):
        raise ValidationError(
            {
                "email": f"{designacao.nome_publico} já tem acesso. O endereço que recusa "
                "mensagens é corrigido pela própria pessoa ou pelo gerente de projetos: avise-os."
            }
        )
    if conta.vinculos.por_acabar(hoje()).exclude(orgao=orgao).exists():
        raise ValidationError(
            {
                "email": f"{designacao.nome_publico} também responde por outro órgão. Peça à "
                "administração que corrija o e-mail da conta."
            }
        )
    _conferir_lugares_do_endereco(designacao, email)
    try:
        contas.trocar_endereco(conta, email, por=por)
    except contas.Recusa as recusa:
        raise ValidationError({"email": recusa.mensagem}) from recusa
    designacao.implantacao.interlocutores_designacoes.em_exercicio(hoje()).filter(
        email=designacao.email
    ).update(email=email)


def _conferir_lugares_do_endereco(designacao: Designacao, email: str) -> None:
    """O endereço certo não pode ser o do outro lugar de um papel da mesma pessoa."""
    em_exercicio = designacao.implantacao.interlocutores_designacoes.em_exercicio(hoje())
    papeis = em_exercicio.filter(email=designacao.email).order_by().values("papel")
    outra = em_exercicio.filter(email=email, papel__in=papeis).order_by("pk").first()
    if outra:
        raise ValidationError(
            {
                "email": f"Este e-mail já é de {outra.nome_publico}, que está no papel de "
                f"{outra.get_papel_display()}. Titular e suplente são pessoas diferentes."
            }
        )


# --- Encerrar ---------------------------------------------------------------------------


def conferir_fim(designacao: Designacao, fim: date | None) -> None:
    if fim and fim < designacao.inicio:
        raise ValidationError(
            {
                "fim": f"O último dia vem antes do início, em {data_curta(designacao.inicio)}. "
                "Confira a data."
            }
        )


def encerrar(designacao: Designacao, *, fim: date, motivo: str, por) -> Designacao:
    """Marca o último dia de exercício. O papel fica vago no dia seguinte."""
    conferir_fim(designacao, fim)
    return _fechar(designacao, fim, motivo, por)


def _fechar(designacao: Designacao, fim: date, motivo: str, por) -> Designacao:
    designacao.fim, designacao.motivo_do_fim = fim, motivo
    designacao.full_clean()
    designacao.save()
    acesso.tirar_acesso(designacao, fim, por)
    return designacao


# --- Substitutos, contatos e ato --------------------------------------------------------


def designar_suplentes(
    implantacao, papeis: Iterable[Papel | str], *, por, **dados
) -> list[Designacao]:
    """Põe a mesma pessoa como suplente de um ou mais papéis."""
    return [designar(implantacao, papel, por=por, suplente=True, **dados) for papel in papeis]


def confirmar_contato(
    designacao: Designacao, *, por, tambem: Iterable[Designacao] = (), **dados
) -> Designacao:
    """Grava os dados que a pessoa conferiu e o dia em que os confirmou.

    `tambem` são designações da mesma pessoa em outros papéis.
    """
    for cada in (designacao, *tambem):
        if cada.email != designacao.email:
            raise ValidationError("Cada pessoa confirma só os próprios dados de contato.")
        for campo, valor in dados.items():
            setattr(cada, campo, valor)
        cada.contato_confirmado_em = hoje()
        cada.full_clean()
        cada.save()
    if por.email == designacao.email:
        por.telefone, por.nome_social = designacao.telefone, designacao.nome_social
        contas.atualizar_usuario(por, por=por)
    return designacao


def conferir_ato(dados: Mapping) -> None:
    dia, publicado_em = dados.get("data"), dados.get("publicado_em")
    for campo, valor in (("data", dia), ("publicado_em", publicado_em)):
        if valor and valor > hoje():
            raise ValidationError(
                {campo: f"{data_curta(valor)} ainda não chegou. Confira a data no ato."}
            )
    if dia and publicado_em and publicado_em < dia:
        raise ValidationError(
            {
                "publicado_em": f"{data_curta(publicado_em)} vem antes da data do ato, em "
                f"{data_curta(dia)}. Confira as duas datas."
            }
        )


def registrar_ato(
    implantacao, *, designacoes: Iterable[Designacao], ato: AtoDeDesignacao | None = None, **dados
) -> AtoDeDesignacao:
    """Registra o ato publicado, ou corrige-o, e diz quem ele designa."""
    conferir_ato(dados)
    designacoes = list(designacoes)
    if not designacoes:
        raise ValidationError({"designacoes": "Marque ao menos uma pessoa que o ato designa."})
    if any(d.implantacao_id != implantacao.pk for d in designacoes):
        raise ValidationError("O ato só designa pessoas desta implantação.")
    ato = ato or AtoDeDesignacao(implantacao=implantacao)
    for campo, valor in dados.items():
        setattr(ato, campo, valor)
    ato.full_clean()
    ato.save()
    ato.designacoes.exclude(pk__in=[d.pk for d in designacoes]).update(ato=None)
    Designacao.objects.filter(pk__in=[d.pk for d in designacoes]).update(ato=ato)
    return ato
