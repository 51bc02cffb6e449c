"""Contextos fictícios dos documentos, para a prévia e os testes."""

LUGAR = {
    "municipio": {"nome": "Vila Fictícia"},
    "orgao": {"nome": "Prefeitura Municipal de Vila Fictícia"},
    "hoje": "2 de março de 2026",
}
PORTARIA = LUGAR | {
    "autoridade": {"nome": "Joaquina Prado"},
    "ano": "2026",
    "papeis": [
        {
            "papel": "Gestor SEI",
            "titular": "Ana Prado, matrícula 1234, Diretora, Secretaria de Administração",
            "suplente": "Bento Reis, matrícula 2345, Chefe de expediente, Gabinete",
        },
        {
            "papel": "Gestor de TI",
            "titular": "Caio Serra, Técnico de informática, Departamento de Informática",
            "suplente": "",
        },
        {
            "papel": "Gestor do Conhecimento",
            "titular": "Dora Lins, matrícula 3456, Professora formadora, Secretaria de Educação",
            "suplente": "",
        },
        {
            "papel": "Gestor Documental",
            "titular": "Elisa Nunes, matrícula 4567, Arquivista, Protocolo e Arquivo",
            "suplente": "",
        },
    ],
    "atribuicoes": [
        {"papel": "Gestor SEI", "texto": "conduz a implantação no município"},
        {"papel": "Gestor de TI", "texto": "cuida do acesso ao sistema"},
    ],
}
_ITEM = {"titulo": "Assinar o Termo de Adesão", "papel": "Representante", "prazo": "12/03/2026"}
RESUMO = LUGAR | {
    "situacao": "em andamento",
    "inicio": "05/01/2026",
    "producao": "",
    "vez": "município",
    "dias_da_vez": 12,
    "etapas": [
        {"titulo": "Adesão", "situacao": "aprovada", "itens": "12 de 12"},
        {"titulo": "Interlocutores", "situacao": "em andamento", "itens": "6 de 10"},
    ],
    "pessoas": [
        {"papel": "Gestor SEI", "quem": "Ana Prado, (18) 3502-9000"},
        {"papel": "Gestor de TI", "quem": "vago"},
    ],
    "proximos": [_ITEM | {"titulo": "Publicar o decreto", "papel": "Gestor SEI", "prazo": ""}],
    "assinar": [_ITEM],
}
CARTAO = LUGAR | {
    "papel": "Gestor SEI",
    "em_uma_frase": "Conduz a implantação no município.",
    "quem": "Ana Prado",
    "faz": ["Acompanha os prazos.", "Envia as etapas."],
    "nao_faz": ["Não assina instrumentos."],
    "fala_com": "gabinete e secretarias",
    "semana": [
        {
            "dia": "segunda, 02/03/2026",
            "titulo": "Aceitar o convite",
            "texto": "Confira os seus dados.",
        }
    ],
}
