"""Por que páginas se passa para conferir o projeto inteiro, e como quem.

Todo endereço com nome, fora o admin do Django, ou tem visita ou está em `SEM_PAGINA`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from adesao.models import CadastroExterno, Instrumento, Signatario
from cadastros.models import (
    Carga,
    RascunhoDeCarga,
    TipoDeCarga,
    TipoDeConfiguracao,
    TipoDeTeste,
)
from capacitacao.models import Multiplicador, Sessao, TipoDeSessao
from interlocutores.models import Designacao
from regulamentacao.sala.models import Redacao
from seicidades.comum.papeis import INTERLOCUTORES, PAPEIS_MUNICIPAIS, Papel
from seicidades.contas import servicos as servicos_das_contas
from seicidades.contas.models import Usuario
from seicidades.contas.servicos import Remetente
from seicidades.demo.gente import DOMINIO
from seicidades.documentos.models import DocumentoGerado, Situacao
from seicidades.fluxo.models import Contato, Implantacao
from seicidades.lembretes import resumo
from seicidades.lembretes import servicos as lembretes
from seicidades.lotes import servicos as lotes
from seicidades.lotes.models import Acao

ANONIMA = ""
GERENTE, OBSERVADOR, ADMINISTRADOR = (f"{n}@{DOMINIO}" for n in ("gerente", "observador", "admin"))
COMECADA, COM_AGENDA, ADIANTADA, HABILITADA = "3500600", "3524303", "3530706", "3541406"
# Uma cidade de cada situação que muda a página dela ou das etapas.
SITUACOES = {
    "devolvida": "3500105",
    "recem_iniciada": "3500402",
    "comecada": COMECADA,
    "em_analise": "3502804",
    "com_ajuda": "3507506",
    "com_dispensa_pedida": "3511102",
    "suspensa": "3513405",
    "pronta_para_produzir": "3529005",
    "em_producao": ADIANTADA,
    "a_reconfirmar": "3534401",
    "desistente": "3538709",
    "habilitada": HABILITADA,
}
DAS_ETAPAS = ("adesao", "interlocutores", "regulamentacao", "cadastros", "capacitacao")
# Respondem com arquivo, com dados, só a POST, ou levam a outra página.
SEM_PAGINA = {
    "api:andamentos",
    "api:comandos",
    "api:esquema",
    "api:implantacao",
    "api:implantacoes",
    "api:nao_ha",
    "assinaturas:gravar",
    "assinaturas:modelo",
    "cadastros:arquivo",
    "cadastros:consertar",
    "cadastros:copia",
    "cadastros:desfazer",
    "cadastros:descartar",
    "cadastros:modelo",
    "cadastros:modelo_em_xlsx",
    "cadastros:remover_linha",
    "cadastros:original",
    "contas:manter_no_papel",
    "contas:reenviar_convite",
    "contas:revogar_convite",
    "documentos:baixar",
    *(f"interlocutores:agenda_{papel}" for papel in INTERLOCUTORES),
    "fluxo:brasao",
    "fluxo:gerar_documento",
    "importacao:descartar",
    "importacao:gravar",
    "importacao:modelo",
    "lembretes:retomar",
    "lembretes:soltar",
    "lotes:confirmar",
    "lotes:descartar",
    "lotes:refazer",
    "mfa_download_recovery_codes",
    "operacao:metricas",
    "operacao:pronto",
    "operacao:saude",
    "fluxo:tempos_csv",
    "paineis:carteira_csv",
    "paineis:inicio",
    "paineis:tempos_csv",
    "regulamentacao:gerar",
    "regulamentacao:resolver",
    "regulamentacao:gerar_minuta",
}
PUBLICAS = (
    "account_login",
    "account_request_login_code",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "contas:pedir_convite",
    "verificacao:formulario",
)
DA_CONTA = (
    "contas:perfil",
    "contas:nao_sou_mais_eu",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_index",
    "lembretes:preferencias",
    "api:documentacao",
)
DO_ESTADO = (
    "paineis:carteira",
    "paineis:analises",
    "paineis:proximos_passos",
    "paineis:mapa",
    "paineis:numeros",
)
DO_CONTATO = ("fluxo:corrigir_contato", "fluxo:anular_contato", "fluxo:cumprir_passo")
COMANDOS = (
    ("devolvida", "enviar_etapa/?etapa=regulamentacao"),
    ("devolvida", "prorrogar_prazo/?item=ato_publicado"),
    ("devolvida", "declarar_bloqueio/"),
    ("devolvida", "reabrir_etapa/?etapa=adesao"),
    ("devolvida", "pedir_dispensa/?item=niveis_de_assinatura"),
    ("em_analise", "recolher_etapa/?etapa=adesao"),
    ("com_ajuda", "suspender/"),
    ("com_dispensa_pedida", "confirmar_dispensa/?item=orgao_gestor_designado"),
    ("com_dispensa_pedida", "negar_dispensa/?item=orgao_gestor_designado"),
    ("com_dispensa_pedida", "reabrir_item/?item=orgao_gestor_designado"),
    ("suspensa", "retomar/"),
    ("pronta_para_produzir", "entrar_em_producao/"),
    ("com_ajuda", "desistir/"),
    ("desistente", "readmitir/"),
    ("em_producao", "retificar/?seq=1&campo=ocorreu_em"),
)


@dataclass(frozen=True)
class Visita:
    """Uma página vista por uma pessoa; `envia` é a resposta ao formulário vazio."""

    nome: str
    quem: str
    url: str
    envia: bool = False

    def __str__(self):
        envio = " (vazio, enviado)" if self.envia else ""
        return f"{self.quem.split('@')[0] or 'anônima'} {self.url}{envio}"


def nomes() -> set[str]:
    """Todos os endereços com nome, fora o admin do Django."""
    return {nome for nome in _andar(get_resolver(), "") if not nome.startswith("admin:")}


def _andar(resolvedor, espaco: str) -> Iterator[str]:
    for padrao in resolvedor.url_patterns:
        if isinstance(padrao, URLPattern):
            if padrao.name:
                yield espaco + padrao.name
        else:
            yield from _andar(
                padrao, f"{espaco}{padrao.namespace}:" if padrao.namespace else espaco
            )


def gestor_sei(ibge: str) -> str:
    return f"gestor-sei.{ibge}@{DOMINIO}"


def implantacao(ibge: str) -> Implantacao:
    return Implantacao.objects.select_related("orgao", "versao").get(
        orgao__municipio__codigo_ibge=ibge
    )


def visitas() -> Iterator[Visita]:
    """Na ordem em que importa: o que todos veem, depois o que é de cada papel."""
    yield from _anonimas()
    yield from _da_propria_conta()
    yield from _do_estado()
    yield from _das_cidades()
    yield from _dos_comandos()
    yield from _das_etapas(COMECADA, GERENTE, gestor_sei(COMECADA))
    yield from _das_etapas(ADIANTADA, GERENTE)
    yield from _das_etapas(HABILITADA, gestor_sei(HABILITADA), OBSERVADOR, ADMINISTRADOR)
    yield from _com_argumentos("capacitacao:desmarcar_sessao", implantacao(COM_AGENDA), GERENTE)
    yield from _da_sala_da_minuta()


def _anonimas() -> Iterator[Visita]:
    for nome in PUBLICAS:
        yield Visita(nome, ANONIMA, reverse(nome))
    yield Visita("account_reset_password_from_key", ANONIMA, "/conta/senha/recuperar/1-nao-vale/")
    alguem = implantacao(COMECADA).orgao.vinculos.order_by("pk")[0].usuario_id
    link = Remetente(usuario_id=alguem, orgao_id=implantacao(COMECADA).orgao_id).segredo()
    url = reverse("contas:nao_sou_mais_eu_por_link", args=[link])
    yield Visita("contas:nao_sou_mais_eu_por_link", ANONIMA, url)
    url = servicos_das_contas.caminho_de_entrada(Usuario.objects.get(pk=alguem))
    yield Visita("contas:entrar_por_link", ANONIMA, url)
    yield Visita("contas:entrar_por_link", ANONIMA, "/entrar/nao-vale/")
    yield Visita("lembretes:sair", ANONIMA, resumo.caminho_de_saida(alguem))
    yield Visita("404", ANONIMA, "/nao/existe/")
    # Aqui não há worker: o que a demonstração pediu fica dado por pronto.
    DocumentoGerado.objects.all().terminar(Situacao.PRONTO)
    for codigo in (DocumentoGerado.objects.order_by("pk")[0].codigo_escrito, "K7QM-2XTR-9WHD"):
        yield Visita("verificacao:codigo", ANONIMA, reverse("verificacao:codigo", args=[codigo]))


def _da_propria_conta() -> Iterator[Visita]:
    for quem in (gestor_sei(COMECADA), GERENTE, OBSERVADOR, ADMINISTRADOR):
        for nome in DA_CONTA:
            yield Visita(nome, quem, reverse(nome))
    yield Visita("403", gestor_sei(COMECADA), reverse("paineis:carteira"))


def _do_estado() -> Iterator[Visita]:
    for quem in (GERENTE, OBSERVADOR, ADMINISTRADOR):
        for nome in DO_ESTADO:
            yield Visita(nome, quem, reverse(nome))
    carteira = reverse("paineis:carteira")
    yield Visita("paineis:carteira", GERENTE, f"{carteira}?cidade=nenhuma-assim")
    yield Visita("paineis:analises", GERENTE, f"{reverse('paineis:analises')}?de=todas")
    yield Visita("fluxo:iniciar", GERENTE, reverse("fluxo:iniciar"))
    yield Visita("importacao:enviar", GERENTE, reverse("importacao:enviar"))
    yield Visita("assinaturas:enviar", GERENTE, reverse("assinaturas:enviar"))
    yield from _dos_lotes()


def _dos_lotes() -> Iterator[Visita]:
    """A escolha, a lista, um pedido por preencher de cada espécie e um já com a prévia."""
    novo, lista = reverse("lotes:novo"), reverse("lotes:lista")
    yield Visita("lotes:novo", GERENTE, novo)
    yield Visita("lotes:novo", GERENTE, f"{novo}?cidade=nenhuma-assim")
    yield Visita("lotes:lista", ADMINISTRADOR, lista)
    gerente = Usuario.objects.get(email=GERENTE)
    daqui = [implantacao(SITUACOES[nome]).pk for nome in ("com_ajuda", "suspensa")]
    for acao in Acao.values:
        pedido = reverse("lotes:pedido", args=[lotes.criar(gerente, acao, daqui).pk])
        yield Visita("lotes:pedido", GERENTE, pedido)
    previsto = lotes.criar(gerente, Acao.MOVER, daqui)
    hoje = timezone.localdate().isoformat()
    colega = Usuario.objects.filter(papel_estado=Papel.GERENTE).exclude(pk=gerente.pk)
    novo_dono = colega.order_by("pk")[0].pk
    parametros = {"gerente": novo_dono, "inicio": hoje, "motivo": "Revezamento."}
    previsto = lotes.definir(previsto, parametros, avisar=False)
    url = reverse("lotes:lote", args=[previsto.pk])
    yield Visita("lotes:lote", GERENTE, url)
    yield Visita("lotes:lote", ADMINISTRADOR, url)
    yield Visita("lotes:lista", GERENTE, lista)


def _das_cidades() -> Iterator[Visita]:
    for ibge in SITUACOES.values():
        daqui = implantacao(ibge)
        for quem in (gestor_sei(ibge), GERENTE, OBSERVADOR, ADMINISTRADOR):
            yield Visita("fluxo:cidade", quem, reverse("fluxo:cidade", args=[daqui.pk]))
        for quem in (gestor_sei(ibge), GERENTE):
            yield from _com_argumentos("fluxo:etapa", daqui, quem)
        yield from _com_argumentos("fluxo:analise", daqui, GERENTE)
        yield from _com_argumentos("fluxo:tempos", daqui, gestor_sei(ibge))
    daqui = implantacao(SITUACOES["devolvida"])
    for nome in (
        "fluxo:historia",
        "fluxo:contatos",
        "fluxo:documentos",
        "fluxo:tempos",
        "contas:pessoas",
        "lembretes:previsao",
    ):
        for quem in (gestor_sei(SITUACOES["devolvida"]), GERENTE, OBSERVADOR, ADMINISTRADOR):
            yield from _com_argumentos(nome, daqui, quem)
    yield from _com_argumentos("fluxo:ajuda", daqui, gestor_sei(SITUACOES["devolvida"]))
    yield from _com_argumentos("contas:encerrar_vinculo", daqui, GERENTE)
    yield from _dos_lembretes(daqui)
    yield from _dos_contatos()


def _dos_contatos() -> Iterator[Visita]:
    passo = Contato.objects.com_passo_aberto().order_by("pk")[0]
    for nome in ("fluxo:contatos", "fluxo:registrar_contato"):
        yield Visita(nome, GERENTE, reverse(nome, args=[passo.implantacao_id]))
    for nome in DO_CONTATO:
        url = reverse(nome, args=[passo.implantacao_id, passo.pk])
        yield Visita(nome, ADMINISTRADOR, url)


def _dos_lembretes(daqui: Implantacao) -> Iterator[Visita]:
    previsao = lembretes.prever(daqui)[0]
    partes = [daqui.pk, previsao.pendencia.assunto, previsao.passos[0].passo.momento]
    yield Visita("lembretes:reter", GERENTE, reverse("lembretes:reter", args=partes))


def _dos_comandos() -> Iterator[Visita]:
    for situacao, comando in COMANDOS:
        base = reverse("fluxo:cidade", args=[implantacao(SITUACOES[situacao]).pk])
        yield Visita("fluxo:comando", GERENTE, f"{base}comandos/{comando}")
    base = reverse("fluxo:cidade", args=[implantacao(SITUACOES["em_producao"]).pk])
    yield Visita("fluxo:comando", OBSERVADOR, f"{base}comandos/suspender/")


def _das_etapas(ibge: str, *pessoas: str) -> Iterator[Visita]:
    daqui = implantacao(ibge)
    das_etapas = sorted(n for n in nomes() - SEM_PAGINA if n.split(":")[0] in DAS_ETAPAS)
    for quem in pessoas:
        for nome in ("fluxo:item", *das_etapas):
            yield from _com_argumentos(nome, daqui, quem)


def _com_argumentos(nome: str, daqui: Implantacao, quem: str) -> Iterator[Visita]:
    """Uma visita para cada combinação de argumentos que existe nesta cidade."""
    pedidos = _parametros(nome)
    for valores in product(*(_VALORES[p](nome, daqui, quem) for p in pedidos)):
        url = reverse(nome, kwargs=dict(zip(pedidos, valores, strict=True)))
        yield Visita(nome, quem, url)


def _da_sala_da_minuta() -> Iterator[Visita]:
    """Uma minuta entregue, comentada, anotada e já com outra versão."""
    daqui = Redacao.objects.filter(numero=2).order_by("pk")[0].sala.implantacao
    municipal = daqui.orgao.vinculos.filter(papel=Papel.GESTOR_SEI, suplente=False)
    gestor = municipal.order_by("pk")[0].usuario.email
    for nome in ("sala", "versoes", "versao", "comparar", "artigo", "conversa", "notas"):
        for quem in (GERENTE,) if nome == "notas" else (GERENTE, gestor):
            yield from _com_argumentos(f"regulamentacao:{nome}", daqui, quem)


def _parametros(nome: str) -> list[str]:
    resolvedor = get_resolver()
    *espacos, local = nome.split(":")
    pedidos: list[str] = []
    for espaco in espacos:
        prefixo, resolvedor = resolvedor.namespace_dict[espaco]
        pedidos += ["implantacao_id"] if "implantacao_id" in prefixo else []
    return pedidos + resolvedor.reverse_dict.getlist(local)[0][0][0][1]


def _do_item(nome: str, daqui: Implantacao, quem: str) -> list[str]:
    """Os itens sem página própria."""
    return [i.chave for i in daqui.roteiro.itens.values() if not i.pagina]


def _objetos(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    if nome == "capacitacao:retirar_multiplicador":
        achados = Multiplicador.objects.filter(implantacao=daqui)
    else:
        achados = Sessao.objects.filter(implantacao=daqui, realizada_em=None)
    return list(achados.order_by("pk").values_list("pk", flat=True)[:1])


def _sessoes(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    webinar = nome == "capacitacao:webinar_feito"
    tipo = TipoDeSessao.WEBINAR if webinar else TipoDeSessao.MULTIPLICADORES
    achadas = Sessao.objects.filter(implantacao=daqui, tipo=tipo)
    return list(achadas.order_by("pk").values_list("pk", flat=True)[:1])


def _suplencias(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    achadas = Designacao.objects.filter(implantacao=daqui, suplente=True)
    return list(achadas.order_by("pk").values_list("pk", flat=True)[:1])


def _rascunhos(nome: str, daqui: Implantacao, quem: str) -> list:
    achados = RascunhoDeCarga.objects.filter(implantacao=daqui, criado_por__email=quem)
    return list(achados.order_by("pk").values_list("pk", flat=True))


def _tipos(nome: str, daqui: Implantacao, quem: str) -> list[str]:
    """As linhas de usuários são reservadas: delas, só as páginas que todos abrem."""
    return ["unidades"] if nome == "cadastros:versao" else ["unidades", "usuarios"]


def _versoes(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    if nome.startswith("regulamentacao:"):
        redacoes = Redacao.objects.filter(sala__implantacao=daqui)
        return list(redacoes.order_by("-numero").values_list("numero", flat=True)[:1])
    cargas = Carga.objects.filter(implantacao=daqui, tipo=TipoDeCarga.UNIDADES)
    return list(cargas.order_by("versao").values_list("versao", flat=True)[:1])


def _instrumentos(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    achados = Instrumento.objects.vigentes().filter(implantacao=daqui)
    return list(achados.order_by("-pk").values_list("pk", flat=True)[:1])


def _signatarios(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    achados = Signatario.objects.ativos().filter(instrumento__implantacao=daqui)
    return list(achados.order_by("pk").values_list("pk", flat=True)[:1])


def _cadastros(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    achados = CadastroExterno.objects.filter(representante__implantacao=daqui)
    return list(achados.order_by("pk").values_list("pk", flat=True)[:1])


def _vinculos(nome: str, daqui: Implantacao, quem: str) -> list[int]:
    achados = daqui.orgao.vinculos.filter(papel__in=PAPEIS_MUNICIPAIS)
    return list(achados.order_by("pk").values_list("pk", flat=True)[:1])


def _assuntos(nome: str, daqui: Implantacao, quem: str) -> list[str]:
    tipos = TipoDeConfiguracao.objects.em_uso()
    return [tipos.filter(lado=lado)[0].chave for lado in ("municipio", "prodesp")]


def _artigos(nome: str, daqui: Implantacao, quem: str) -> list[str]:
    """As notas são só da Prodesp."""
    if nome == "regulamentacao:notas" and quem not in (GERENTE, ADMINISTRADOR):
        return []
    return ["legado.papel"]


_VALORES: dict[str, Callable[[str, Implantacao, str], list]] = {
    "implantacao_id": lambda nome, daqui, quem: [daqui.pk],
    "orgao_id": lambda nome, daqui, quem: [daqui.orgao_id],
    "etapa": lambda nome, daqui, quem: [e.chave for e in daqui.roteiro.etapas],
    "item": _do_item,
    "tipo": _tipos,
    "versao": _versoes,
    "numero": lambda nome, daqui, quem: [0, 2],
    "teste": lambda nome, daqui, quem: [TipoDeTeste.objects.em_uso()[0].chave],
    "assunto": _assuntos,
    "rascunho_id": _rascunhos,
    "designacao_id": _suplencias,
    "instrumento_id": _instrumentos,
    "signatario_id": _signatarios,
    "cadastro_id": _cadastros,
    "pk": _objetos,
    "sessao_id": _sessoes,
    "vinculo_id": _vinculos,
    "tela": lambda nome, daqui, quem: ["prazos"],
    "chave": _artigos,
    "outra": lambda nome, daqui, quem: [1],
    "ato": lambda nome, daqui, quem: ["lei", "edital"],
}
