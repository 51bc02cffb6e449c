"""Cada assunto de uma cidade: situação, gerente, pessoas e fatos das etapas."""

from collections import defaultdict
from collections.abc import Mapping

from seicidades.comum.formatos import sem_acentos
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.contas.servicos import LugarNovo
from seicidades.fluxo.carga import FatosDeCarga, fatos_de_carga
from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import Comando, Recusa, TipoDeComando
from seicidades.fluxo.nucleo.guardas.carga import ainda_nao_andou
from seicidades.fluxo.nucleo.regras import explicar
from seicidades.importacao.colunas import (
    GERENTE,
    INICIO,
    MOTIVO,
    PAPEIS,
    PRODUCAO,
    RETOMAR,
    SITUACAO,
    Leiaute,
    coluna_da_etapa,
    coluna_da_pessoa,
)
from seicidades.importacao.leitura import Leitura, Registro
from seicidades.importacao.plano import (
    Cidade,
    Efeito,
    Plano,
    Progresso,
    Troca,
    sem_progresso,
)
from seicidades.importacao.retrato import Retrato, do_arquivo

GERENTES = (Papel.GERENTE, Papel.ADMINISTRADOR)
PASSO_DO_PROGRESSO = 25
COLUNA_DA_RECUSA = {
    "falta_producao": PRODUCAO,
    "producao_fora_de_ordem": PRODUCAO,
    "etapa_anterior_pendente": PRODUCAO,
    "data_no_futuro": INICIO,
    "data_no_passado": RETOMAR,
    "data_distante": RETOMAR,
    "dia_nao_util": RETOMAR,
    "texto_com_cpf": MOTIVO,
    "texto_longo": MOTIVO,
}


def montar_plano(
    leitura: Leitura,
    leiaute: Leiaute,
    retrato: Retrato,
    *,
    fonte: str,
    escolhas: Mapping[str, str] | None = None,
    progresso: Progresso = sem_progresso,
) -> Plano:
    """Confronta linha por linha e junta todos os problemas, os da leitura também."""
    plano = Plano(leitura, leiaute, retrato, fonte, escolhas or {})
    plano.problemas += leitura.problemas
    total = len(leitura.registros)
    for feitas, registro in enumerate(leitura.registros, start=1):
        _comparar(plano, registro)
        if feitas % PASSO_DO_PROGRESSO == 0 or feitas == total:
            progresso(feitas, total)
    _conferir_fatos(plano)
    _conferir_nomes(plano)
    return plano


def _comparar(plano: Plano, registro: Registro) -> None:
    antes = len(plano.diferencas)
    orgao_id = registro.lugar.orgao_id
    cidade = Cidade(registro, plano.retrato.implantacoes.get(orgao_id))
    plano.cidades.append(cidade)
    gerencia = _comparar_gerente(plano, cidade)
    _comparar_situacao(plano, cidade, gerencia)
    for fatos in fatos_de_carga():
        _comparar_fatos(plano, cidade, fatos, gerencia)
    for papel in PAPEIS:
        _comparar_pessoa(plano, cidade, papel)
    if len(plano.diferencas) > antes:
        _conferir_carteira(plano, registro)


# Gerente


def _comparar_gerente(plano: Plano, cidade: Cidade) -> bool:
    """Anota a mudança e diz se quem carrega gerencia a cidade depois dela."""
    registro, retrato = cidade.registro, plano.retrato
    atual = retrato.gerente(registro.lugar.orgao_id)
    email = registro.valores.get(GERENTE.nome)
    if email and not _serve_de_gerente(plano, registro, retrato.contas.get(email)):
        return False
    if atual is None and not email and registro.valores and not retrato.administra_tudo:
        email = retrato.por.email
        retrato.contas[email] = retrato.por
    if not email or (atual and atual.usuario.email == email):
        return atual is not None and atual.usuario_id == retrato.por.pk
    if atual is None:
        plano.anotar(registro, GERENTE.nome, Efeito.CRIA, None, email)
        cidade.lugares.append(_lugar(registro, Papel.GERENTE, retrato.contas[email]))
        return email == retrato.por.email
    plano.anotar(registro, GERENTE.nome, Efeito.ESCOLHA, atual.usuario.email, email)
    if plano.usa_arquivo(registro, GERENTE.nome):
        cidade.trocas.append(Troca("pessoa", GERENTE.nome, email, Papel.GERENTE))
    return atual.usuario_id == retrato.por.pk


def _lugar(registro: Registro, papel: Papel, conta: Usuario) -> LugarNovo:
    return LugarNovo(registro.lugar.orgao_id, papel, conta.email, conta.nome)


def _serve_de_gerente(plano: Plano, registro: Registro, conta: Usuario | None) -> bool:
    if conta and conta.is_active and conta.papel_estado in GERENTES:
        return True
    email = registro.valores[GERENTE.nome]
    plano.recusar(
        registro,
        GERENTE.nome,
        "gerente_desconhecido",
        f"Não há conta ativa de gerente com o e-mail {email}.",
        "A administração cria a conta antes; quem é do Estado não se cria por planilha.",
    )
    return False


def _conferir_carteira(plano: Plano, registro: Registro) -> None:
    """Gerente só carrega o que é seu ou não é de ninguém; a administração, tudo."""
    retrato = plano.retrato
    if retrato.administra_tudo:
        return
    atual = retrato.gerente(registro.lugar.orgao_id)
    dono = atual.usuario if atual else retrato.contas.get(registro.valores.get(GERENTE.nome, ""))
    if dono is not None and dono.pk != retrato.por.pk:
        plano.recusar(
            registro,
            GERENTE.nome,
            "carteira_de_outra_pessoa",
            f"A cidade é da carteira de {dono.nome_publico}.",
            "Retire a linha, ou peça à administração que faça esta carga.",
        )


# Situação


def _comparar_situacao(plano: Plano, cidade: Cidade, gerencia: bool) -> None:
    registro = cidade.registro
    nossos = plano.retrato.valores_do_fluxo(registro.lugar.orgao_id)
    pedidos = _pedidos(plano, registro)
    if not pedidos or not _tem_inicio(plano, registro, pedidos, nossos):
        return
    novos = [c for c, valor in pedidos.items() if nossos.get(c) is None]
    outros = [c for c in pedidos if c not in novos and nossos[c] != pedidos[c]]
    if not novos and not outros:
        return
    retrato = plano.retrato
    ator = retrato.ator(gerencia=gerencia)
    caso = Caso(
        retrato.roteiro_de(registro.lugar.orgao_id),
        retrato.estado(registro.lugar.orgao_id),
        Comando(TipoDeComando.IMPORTAR_SITUACAO),
        ator,
        retrato.contexto(registro.lugar),
    )
    andou = list(ainda_nao_andou(caso)) or _parada(caso)
    if andou:
        _manter(plano, cidade, caso, pedidos, nossos, andou[0])
        return
    for coluna in novos:
        plano.anotar(registro, coluna, Efeito.CRIA, None, pedidos[coluna])
    for coluna in outros:
        plano.anotar(registro, coluna, Efeito.ESCOLHA, nossos[coluna], pedidos[coluna])
        if plano.usa_nosso(registro, coluna):  # por escolher, confere-se com o do arquivo
            pedidos[coluna] = nossos[coluna]
    cidade.comando, cidade.ator = _comando(plano, registro, pedidos, nossos), ator
    for recusa in explicar(caso.roteiro, caso.estado, cidade.comando, ator, caso.contexto):
        _recusar(plano, registro, recusa)


def _parada(caso: Caso) -> list[Recusa]:
    """Suspensa, desistente ou habilitada aqui: o motor nem aceita o pedido."""
    recusas = explicar(caso.roteiro, caso.estado, caso.comando, caso.ator, caso.contexto)
    return [r for r in recusas if r.codigo == "situacao_nao_aceita"]


def _pedidos(plano: Plano, registro: Registro) -> dict:
    """As colunas da situação que a linha preenche. «Não iniciada» sem datas não pede nada."""
    valores = registro.valores
    colunas = [coluna_da_etapa(e.chave) for e in plano.retrato.roteiro.etapas]
    datas = {c: valores[c] for c in (INICIO.nome, *colunas, PRODUCAO.nome) if c in valores}
    situacao = valores.get(SITUACAO.nome)
    if situacao == "nao_iniciada":
        if datas:
            motivo = "A situação diz não iniciada e há datas preenchidas."
            saida = "Corrija a situação, ou apague as datas."
            plano.recusar(registro, SITUACAO.nome, "situacao_nao_combina", motivo, saida)
        return {}
    return datas | ({SITUACAO.nome: situacao} if situacao else {})


def _tem_inicio(plano: Plano, registro: Registro, pedidos: dict, nossos: dict) -> bool:
    if INICIO.nome in pedidos or nossos.get(INICIO.nome):
        return True
    plano.recusar(
        registro,
        INICIO.nome,
        "falta_inicio",
        "Falta o dia em que a implantação começou.",
        "Preencha o início; se não se sabe, use a data do primeiro documento.",
    )
    return False


def _comando(plano: Plano, registro: Registro, pedidos: dict, nossos: dict) -> Comando:
    roteiro = plano.retrato.roteiro_de(registro.lugar.orgao_id)
    datas = {
        e.chave: pedidos[coluna_da_etapa(e.chave)].isoformat()
        for e in roteiro.etapas
        if pedidos.get(coluna_da_etapa(e.chave))
    }
    dados = {"etapas": list(datas), "datas": datas, "fonte": plano.fonte}
    if pedidos.get(PRODUCAO.nome):
        dados["data"] = pedidos[PRODUCAO.nome].isoformat()
    situacao = pedidos.get(SITUACAO.nome)
    if situacao:
        dados["situacao"] = situacao
    if situacao in ("suspensa", "desistente"):
        dados["motivo"] = registro.valores.get(MOTIVO.nome, "")
    if situacao == "suspensa" and RETOMAR.nome in registro.valores:
        dados["retomar_em"] = registro.valores[RETOMAR.nome].isoformat()
    inicio = pedidos.get(INICIO.nome) or nossos[INICIO.nome]
    return Comando(TipoDeComando.IMPORTAR_SITUACAO, dados=dados, ocorreu_em=inicio)


def _recusar(plano: Plano, registro: Registro, recusa: Recusa) -> None:
    if recusa.codigo == "nao_e_do_seu_papel":
        return  # `_conferir_carteira` diz de quem é a carteira
    if recusa.item in plano.retrato.roteiro.por_chave:
        coluna = coluna_da_etapa(recusa.item)
    elif recusa.codigo == "falta_dado":
        coluna = RETOMAR.nome if "retomar" in recusa.mensagem else MOTIVO.nome
    else:
        coluna = COLUNA_DA_RECUSA.get(recusa.codigo, SITUACAO).nome
    plano.recusar(registro, coluna, recusa.codigo, recusa.mensagem, recusa.saida)


def _manter(
    plano: Plano, cidade: Cidade, caso: Caso, pedidos: dict, nossos: dict, andou: Recusa
) -> None:
    """Cidade que já anda aqui: só se retificam as duas datas que o motor deixa."""
    registro = cidade.registro
    for coluna, valor in pedidos.items():
        nosso = nossos.get(coluna)
        if nosso == valor:
            continue
        comando = _retificacao(caso, coluna, valor, plano.fonte) if nosso else None
        recusas = [andou]
        if comando:
            recusas = explicar(caso.roteiro, caso.estado, comando, caso.ator, caso.contexto)
        if recusas:
            motivo, saida = recusas[0].mensagem, recusas[0].saida
            plano.anotar(registro, coluna, Efeito.FICA, nosso, valor, motivo, saida)
            continue
        plano.anotar(registro, coluna, Efeito.ESCOLHA, nosso, valor)
        if plano.usa_arquivo(registro, coluna):
            cidade.trocas.append(Troca("retificar", coluna, valor))


def _retificacao(caso: Caso, coluna: str, valor, fonte: str) -> Comando | None:
    alvos = {
        INICIO.nome: (caso.estado.inicio_seq, "ocorreu_em"),
        PRODUCAO.nome: (caso.estado.producao_seq, "data"),
    }
    seq, campo = alvos.get(coluna, (None, ""))
    if seq is None:
        return None
    dados = {"seq": seq, "campo": campo, "valor": valor.isoformat(), "motivo": f"Carga: {fonte}"}
    return Comando(TipoDeComando.RETIFICAR, dados=dados)


def retificacao(plano: Plano, cidade: Cidade, troca: Troca) -> Comando:
    """O comando de uma troca de data já escolhida."""
    estado = plano.retrato.estado(cidade.registro.lugar.orgao_id)
    caso = Caso(
        cidade.implantacao.roteiro,
        estado,
        Comando(TipoDeComando.RETIFICAR),
        plano.retrato.ator(gerencia=True),
        plano.retrato.contexto(cidade.registro.lugar),
    )
    return _retificacao(caso, troca.coluna, troca.valor, plano.fonte)


# Fatos das etapas


def _comparar_fatos(plano: Plano, cidade: Cidade, fatos: FatosDeCarga, gerencia: bool) -> None:
    registro = cidade.registro
    nossos = plano.retrato.fatos.get(registro.lugar.orgao_id, {})
    for coluna, valor in do_arquivo(fatos, registro).items():
        nosso = nossos.get(coluna)
        if nosso == valor:
            continue
        if cidade.implantacao is None and cidade.comando is None:
            _sem_implantacao(plano, registro, coluna)
            continue
        recusa = None if cidade.comando else _barreira(plano, cidade, fatos, coluna, gerencia)
        if recusa:
            motivo, saida = recusa
            plano.anotar(registro, coluna, Efeito.FICA, nosso, valor, motivo, saida)
            continue
        plano.anotar(registro, coluna, Efeito.ESCOLHA if nosso else Efeito.CRIA, nosso, valor)
        if nosso and not plano.usa_arquivo(registro, coluna):
            continue
        if cidade.comando:
            cidade.fatos[coluna] = valor
        else:
            cidade.trocas.append(Troca("fato", coluna, valor, item=fatos.itens[coluna]))


def _sem_implantacao(plano: Plano, registro: Registro, coluna: str) -> None:
    plano.recusar(
        registro,
        coluna,
        "falta_inicio",
        "Há dados de etapa e a implantação não começou.",
        "Preencha o início na mesma linha.",
    )


def _barreira(
    plano: Plano, cidade: Cidade, fatos: FatosDeCarga, coluna: str, gerencia: bool
) -> tuple[str, str] | None:
    """Por que o fato não se muda por carga nesta cidade, se é o caso."""
    lugar, item = cidade.registro.lugar, fatos.itens[coluna]
    roteiro, estado = cidade.implantacao.roteiro, plano.retrato.estado(lugar.orgao_id)
    apurado = plano.retrato.apurados[fatos.etapa].get(cidade.implantacao.pk, {}).get(item)
    if estado.item(item).importado and not (apurado and apurado.satisfeito):
        return (
            "O item veio de outra carga e aqui ainda falta o resto do que ele pede.",
            "Registre pela página do item, com tudo o que ela pede.",
        )
    comando = Comando(TipoDeComando.ALTERAR_FATOS, item=item)
    ator = plano.retrato.ator(gerencia=gerencia)
    recusas = explicar(roteiro, estado, comando, ator, plano.retrato.contexto(lugar))
    return (recusas[0].mensagem, recusas[0].saida) if recusas else None


def _conferir_fatos(plano: Plano) -> None:
    """O que as etapas recusam no conjunto que ficaria."""
    registros = {c.registro.lugar.orgao_id: c.registro for c in plano.cidades}
    for fatos in fatos_de_carga():
        lote = {
            c.registro.lugar.orgao_id: _como_ficaria(plano, c, fatos)
            for c in plano.cidades
            if c.fatos or any(t.tipo == "fato" for t in c.trocas)
        }
        for achado in fatos.conferir(lote) if lote else ():
            registro = registros[achado.orgao_id]
            plano.recusar(registro, achado.coluna, achado.codigo, achado.motivo, achado.saida)


def _como_ficaria(plano: Plano, cidade: Cidade, fatos: FatosDeCarga) -> dict:
    nossos = plano.retrato.fatos.get(cidade.registro.lugar.orgao_id, {})
    trocas = {t.coluna: t.valor for t in cidade.trocas if t.tipo == "fato"}
    todos = nossos | cidade.fatos | trocas
    return {c.nome: todos[c.nome] for c in fatos.colunas if c.nome in todos}


# Pessoas


def _comparar_pessoa(plano: Plano, cidade: Cidade, papel: Papel) -> None:
    registro, retrato = cidade.registro, plano.retrato
    coluna_do_nome, coluna = coluna_da_pessoa(papel, "nome"), coluna_da_pessoa(papel, "email")
    nome, email = registro.valores.get(coluna_do_nome, ""), registro.valores.get(coluna)
    if not email:
        if nome:
            _falta_email(plano, registro, coluna, papel)
        return
    conta = retrato.contas.get(email)
    atual = retrato.vinculos.get((registro.lugar.orgao_id, papel.value))
    if atual and atual.usuario.email == email:
        if nome and _chave(nome) != _chave(atual.usuario.nome):
            _comparar_nome(plano, cidade, coluna_do_nome, atual.usuario.nome, nome, email)
        return
    if not _pode_assumir(plano, registro, coluna, coluna_do_nome, conta, nome):
        return
    quem = f"{conta.nome if conta else nome}, {email}"
    if atual is None:
        plano.anotar(registro, coluna, Efeito.CRIA, None, quem)
        novo = LugarNovo(registro.lugar.orgao_id, papel, email, conta.nome if conta else nome)
        cidade.lugares.append(novo)
        return
    nosso = f"{atual.usuario.nome}, {atual.usuario.email}"
    plano.anotar(registro, coluna, Efeito.ESCOLHA, nosso, quem)
    if plano.usa_arquivo(registro, coluna):
        cidade.trocas.append(Troca("pessoa", coluna, email, papel, nome))


def _chave(nome: str) -> str:
    """Sem acentos e maiúsculas: planilha antiga não os tem."""
    return " ".join(sem_acentos(nome).lower().split())


def _falta_email(plano: Plano, registro: Registro, coluna: str, papel: Papel) -> None:
    plano.recusar(
        registro,
        coluna,
        "falta_email",
        f"Há nome de {papel.rotulo} e falta o e-mail, que é o acesso da pessoa.",
        "Preencha o e-mail, ou apague o nome.",
    )


def _comparar_nome(plano: Plano, cidade: Cidade, coluna: str, nosso: str, nome: str, email: str):
    plano.anotar(cidade.registro, coluna, Efeito.ESCOLHA, nosso, nome)
    if plano.usa_arquivo(cidade.registro, coluna):
        cidade.trocas.append(Troca("nome", coluna, email, nome=nome))


def _pode_assumir(
    plano: Plano,
    registro: Registro,
    coluna: str,
    coluna_do_nome: str,
    conta: Usuario | None,
    nome: str,
) -> bool:
    if conta is None and not nome:
        plano.recusar(
            registro,
            coluna_do_nome,
            "falta_nome",
            "Há e-mail de quem ainda não tem conta e falta o nome.",
            "Preencha o nome da pessoa.",
        )
        return False
    if conta and conta.papel_estado:
        plano.recusar(
            registro,
            coluna,
            "pessoa_do_estado",
            f"O e-mail {conta.email} é de uma pessoa do Estado.",
            "Informe alguém do município.",
        )
        return False
    if conta and not conta.is_active:
        plano.recusar(
            registro,
            coluna,
            "conta_desativada",
            f"A conta {conta.email} está desativada.",
            "Peça à administração que a reative, ou informe outra pessoa.",
        )
        return False
    return True


def _conferir_nomes(plano: Plano) -> None:
    """Um e-mail é de uma pessoa: dois nomes para o mesmo, em contas novas, é engano."""
    nomes: dict[str, dict[str, Registro]] = defaultdict(dict)
    for cidade in plano.cidades:
        for papel in PAPEIS:
            valores = cidade.registro.valores
            email = valores.get(coluna_da_pessoa(papel, "email"))
            nome = valores.get(coluna_da_pessoa(papel, "nome"))
            if not email or not nome or email in plano.retrato.contas:
                continue
            vistos = nomes[email]
            novo = _chave(nome) not in vistos
            vistos.setdefault(_chave(nome), cidade.registro)
            if novo and len(vistos) > 1:
                linha = next(iter(vistos.values())).linha
                plano.recusar(
                    cidade.registro,
                    coluna_da_pessoa(papel, "email"),
                    "email_de_dois_nomes",
                    f"O e-mail {email} já aparece com outro nome na linha {linha}.",
                    "Corrija o nome ou o e-mail numa das linhas.",
                )
